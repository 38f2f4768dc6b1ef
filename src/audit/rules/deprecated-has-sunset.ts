import type { Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** Half a year: what is announced today can be left by then. */
const daysLeft = 180;

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A day is named in the policy, in the contract, or in each answer (`Sunset`, RFC 8594). */
function hasEnd({ policy, extensions, responses, description }: Operation): boolean {
  if (policy.sunset !== undefined) return true;
  if (
    Object.keys(extensions).some((key) =>
      /^x-.*(sunset|removal|end-?of-?life|eol|deprecat\w*-?(at|date|on))/i.test(key),
    )
  )
    return true;
  if (/\b(sunset|removed|retired|shut ?down|end of life|switched off)\b[^.]{0,60}\b20\d\d\b/i.test(description))
    return true;
  return responses.some(({ headers }) => [...headers.keys()].some((name) => name.toLowerCase() === 'sunset'));
}

/** OWASP API9:2023, CWE-1059. */
export default defineRule({
  id: 'deprecated-has-sunset',
  title: 'Deprecated operation has no end',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: [1059],
  why: 'Old operations are the ones that nobody tests and the last ones to be mended, and they are open until somebody ends them.',
  remedy: 'Set `sunset` in the policy: the gateway announces the day, and refuses calls from then on.',
  mergeFrom: 4,
  population: ({ outgoing, deprecated }) => !outgoing && deprecated,
  whole: ({ count, of }) => `${count} of ${of} deprecated operations have no day on which they end`,
  visit: {
    operation(operation, { report, today }) {
      if (operation.outgoing || !operation.deprecated || hasEnd(operation)) return;
      report(operation.node, {
        message: `${nameOf(operation)} is deprecated, and no day is named on which it ends`,
        patch: { guard: 'sunset', set: { sunset: addDays(today, daysLeft) } },
      });
    },
  },
});
