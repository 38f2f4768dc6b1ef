import type { RateLimit } from '../../model/types.js';
import { numberFact, textFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch, type Subject } from '../family.js';
import { pathTricks, trustTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** Calls that a check sends to see whether anything stops it, when the finding does not say. */
const usualGuesses = 30;
const shortestWindowSeconds = 30;

/** A limit that the attack would have run into. */
const isTight = ({ limit, windowSeconds, cost }: RateLimit, calls: number) =>
  limit / cost < calls && windowSeconds >= shortestWindowSeconds;

/** OWASP API2:2023 and API4:2023, CWE-307, CWE-770. Failures of one account, or all calls of one caller, are limited. */
function limit({ finding, operation }: Subject) {
  if (!operation) return impossible('The operation is not in the contract.');
  const calls = numberFact(finding, 'guesses') ?? numberFact(finding, 'calls') ?? usualGuesses;
  const tight = operation.policy.rateLimits.find((rate) => isTight(rate, calls));
  const guard = tight?.per === 'address' ? 'address-limit' : 'rate-limit';
  if (tight && isInForce(operation, guard)) return covered(guard, 'The operation has a limit of its own.');
  const account = textFact(finding, 'accountPointer');
  if (account === undefined)
    return patch('rate-limit', { rateLimits: [{ limit: usualGuesses, windowSeconds: 60, per: 'principal' }] });
  const failed = finding.facts?.failureStatuses;
  const statuses = Array.isArray(failed) && failed.length ? failed : [401, 403];
  return patch('rate-limit', {
    rateLimits: [{ limit: 5, windowSeconds: 60, per: { body: account }, countStatuses: statuses }],
  });
}

export default defineFamily({
  id: 'rate-limit',
  title: 'Calls are not limited',
  closes: ['login-not-throttled', 'otp-not-throttled', 'request-rate-unlimited'],
  rewrites: false,
  patch: limit,
  variants: ({ finding: { replay } }) =>
    replay
      ? changeEach(replay, {
          'trailing slash': pathTricks['trailing slash']!,
          'encoded letter': pathTricks['encoded letter']!,
          ...trustTricks,
        })
      : [],
});
