import type { Operation, RateLimit } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { lastPathWord, meaningPath, nameOf } from '../words.js';

/** What somebody gains by doing it a thousand times. */
const flow =
  /^(checkout|purchases?|buy|orders?|bookings?|book|reservations?|reserve|tickets?|sign ?up|register|registrations?|coupons?|redeem|redemptions?|vouchers?|gift cards?|vote|votes|referrals?|payouts?|withdraw(als?)?|transfers?|refunds?|reviews?|comments?|trials?)$/;

function isFlow(operation: Operation): boolean {
  return (
    !operation.outgoing &&
    operation.isWrite &&
    operation.method === 'post' &&
    flow.test(lastPathWord(meaningPath(operation)))
  );
}

/** It bounds what one caller does in a day and not only how fast. */
function isQuota({ limit, windowSeconds, per, cost, period }: RateLimit): boolean {
  if (per === 'operation') return false;
  return period !== undefined || windowSeconds >= 3600 || limit / cost / windowSeconds <= 10 / 60;
}

/** OWASP API6:2023, CWE-799. */
export default defineRule({
  id: 'business-flow-has-quota',
  title: 'Valuable action can be automated',
  severity: 'medium',
  owasp: ['API6:2023'],
  cwe: [799],
  why: 'A script buys the whole stock, books every seat or opens a thousand trial accounts at the speed of an honest limit.',
  remedy: 'Set `quotas` for the operation: how many of them one caller may do a day.',
  needs: 'policy',
  confidence: 'firm',
  mergeFrom: 6,
  population: isFlow,
  whole: ({ count, of }) => `${count} of ${of} valuable actions have no quota`,
  visit: {
    operation(operation, { report }) {
      if (!isFlow(operation) || operation.policy.rateLimits.some(isQuota)) return;
      report(operation.node, {
        message: `${nameOf(operation)} may be done by one caller as often in a day as a script can`,
        patch: { guard: 'rate-limit', set: { quotas: [{ limit: 50, per: 'day', by: 'principal' }] } },
      });
    },
  },
});
