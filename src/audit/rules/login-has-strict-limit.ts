import { isFields } from '../../model/pointer.js';
import type { ApiModel, Operation, RateLimit } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { isLogin, nameOf, wordsOf } from '../words.js';

/** Guesses a minute from one address or for one account that still leave guessing hopeless. */
const strictPerMinute = 20;

const secretField = /\b(password|passwd|pin|otp|code|passcode|secret)\b/;

/** Who is counted must be known before there is a credential. */
function isStrict({ limit, windowSeconds, per, cost }: RateLimit): boolean {
  if (per === 'operation') return false;
  return (limit / cost / windowSeconds) * 60 <= strictPerMinute;
}

/** Name of the property that is guessed. */
function guessed({ resolve }: ApiModel, operation: Operation): string | undefined {
  for (const { schema } of operation.body?.content ?? []) {
    const value = schema && resolve(schema)?.value;
    const properties = isFields(value) && isFields(value.properties) ? Object.keys(value.properties) : [];
    const found = properties.find((name) => secretField.test(wordsOf(name)));
    if (found) return found;
  }
  return undefined;
}

/** OWASP API2:2023, CWE-307. */
export default defineRule({
  id: 'login-has-strict-limit',
  title: 'Passwords can be guessed at full speed',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [307],
  why: 'Lists of leaked passwords are tried at hundreds a minute; some of them fit.',
  remedy:
    'Limit failed logins per address and per account: `rateLimits` with `per: address` and `per: { body: /email }`.',
  needs: 'policy',
  confidence: 'firm',
  visit: {
    operation(operation, { model, report }) {
      if (operation.outgoing || !isLogin(operation) || operation.policy.rateLimits.some(isStrict)) return;
      const field = guessed(model, operation);
      if (!field) return;
      report(operation.node, {
        message: `${nameOf(operation)} lets one address try "${field}" more than ${strictPerMinute} times a minute`,
        part: { in: 'body', pointer: `/${field}` },
        patch: {
          guard: 'rate-limit',
          set: { rateLimits: [{ limit: 10, windowSeconds: 60, per: 'address', countStatuses: [400, 401, 403] }] },
        },
      });
    },
  },
});
