import { textFact } from '../facts.js';
import { covered, defineFamily, impossible, patch, type Subject } from '../family.js';
import { changeEach, pathTricks, trustTricks } from '../variant.js';

/** OWASP API2:2023 and API4:2023, CWE-307, CWE-770. Failures of one account, and all calls of one address, are limited. */
function limit({ finding, operation }: Subject) {
  if (!operation) return impossible('The operation is not in the contract.');
  const own = operation.policy.rateLimits.filter((rate) => rate.id.includes(operation.id));
  if (own.length && operation.policy.mode === 'enforce')
    return covered('rate-limit', 'The operation has a limit of its own.');
  const account = textFact(finding, 'accountPointer');
  if (account !== undefined) {
    const failed = finding.facts?.failureStatuses;
    const statuses = Array.isArray(failed) ? failed : [401, 403];
    return patch('rate-limit', {
      rateLimits: [{ limit: 5, windowSeconds: 60, per: { body: account }, countStatuses: statuses }],
    });
  }
  return patch('rate-limit', { rateLimits: [{ limit: 30, windowSeconds: 60, per: 'principal' }] });
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
