import { invalidBody, kindOf } from '../body-checks.js';
import type { Denial, Exchange } from '../exchange.js';
import { defineGuard } from '../guard.js';
import { isUtf8Charset, parseContentType } from '../media-type.js';
import { UndecodableError } from '../parameters/pairs.js';
import { readJson } from '../request-json.js';
import { sanitizeForm, sanitizeJson, sanitizeRules, type Sanitized, type SanitizeRule } from '../sanitize-body.js';
import { hasContent } from '../written-properties.js';

function refuse(reason: string): Denial {
  return invalidBody([{ pointer: '', reason }]);
}

function clean(exchange: Exchange, rules: readonly SanitizeRule[]): Sanitized | Denial {
  const type = parseContentType(exchange.headers['content-type'] ?? '');
  const kind =
    type && isUtf8Charset(type.charset) && type.mediaType !== 'application/json-patch+json' && kindOf(type.mediaType);
  if (kind === 'json') return readJson(exchange) ?? sanitizeJson(exchange.body!, rules);
  if (kind !== 'form') return refuse('cannot be cleaned in this media type');
  try {
    return sanitizeForm(exchange.body!, rules);
  } catch (cause) {
    if (cause instanceof UndecodableError) return refuse(cause.message);
    throw cause;
  }
}

/**
 * CWE-79, CWE-116, CWE-176. Cleans texts of the body where the policy asks for it, before anything judges the body.
 * The rewritten body is what is validated and sent on. A body of another kind than JSON or a form is refused: its texts
 * would go on as they are. In monitor mode nothing is changed; the event says what would have been.
 */
export default defineGuard({
  id: 'sanitize',
  phase: 'sanitize',
  title: 'Cleaning of texts',
  monitorable: true,
  settings: ['sanitize'],

  compile({ policy }) {
    const rules = sanitizeRules(policy.sanitize);
    if (rules.length === 0) return null;
    const applies = policy.mode === 'enforce' || policy.enforcedGuards.has('sanitize');
    return function cleanBody(exchange) {
      if (!hasContent(exchange)) return undefined;
      if (exchange.body === undefined) return refuse('cannot be cleaned when it is streamed');
      const result = clean(exchange, rules);
      if (!result || 'code' in result) return result;
      exchange.sanitized = result.texts;
      if (!applies) return undefined;
      exchange.body = result.body;
      exchange.replacement = result.body;
      exchange.json = undefined;
      return undefined;
    };
  },
});
