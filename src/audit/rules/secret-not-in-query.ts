import { below } from '../../model/pointer.js';
import { defineRule } from '../rule.js';
import { nameOf, wordsOf } from '../words.js';

const secretName =
  /^(.* )?(password|passwd|pwd|passphrase|secret|client secret|api secret|api key|apikey|access token|auth token|refresh token|id token|bearer token|session token|private key|secret key|otp|passcode)$|^(token|pin|jwt)$/;

/** Tokens that only say where the next page begins, or that protect a form, give nothing away. */
const harmless =
  /\b(page|pages|pagination|paging|cursor|next|previous|continu\w*|sync|delta|idempoten\w*|csrf|xsrf)\b/i;

/** OWASP API2:2023, CWE-598. */
export default defineRule({
  id: 'secret-not-in-query',
  title: 'Secret is sent in the URL',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [598],
  why: 'URLs are written to access logs, proxies, browser histories and Referer headers: whoever reads those has the secret.',
  remedy: 'Send it in the body or in a header field.',
  confidence: 'firm',
  mergeFrom: 5,
  whole: ({ count }) => `${count} operations take a secret in the query`,
  visit: {
    parameter({ parameter, operation, schema }, { model, report }) {
      if (parameter.in !== 'query' || schema.type === 'boolean') return;
      const words = wordsOf(parameter.name);
      if (!secretName.test(words) || harmless.test(words)) return;
      // The bare word may mean anything: there the description decides.
      if (!words.includes(' ') && harmless.test(parameter.description ?? '')) return;
      const isScheme = [...model.securitySchemes.values()].some(
        (scheme) => scheme.type === 'apiKey' && scheme.in === 'query' && scheme.parameter === parameter.name,
      );
      if (isScheme) return;
      report(parameter.node, {
        message: `"${parameter.name}" of ${nameOf(operation)} is a secret in the query`,
        part: { in: 'query', name: parameter.name },
        fix: { narrows: true, changes: [{ op: 'replace', node: below(parameter.node, 'in'), value: 'header' }] },
      });
    },
  },
});
