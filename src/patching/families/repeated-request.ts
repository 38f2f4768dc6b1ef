import { covered, defineFamily, impossible, isInForce, patch } from '../family.js';
import { bodyTricks, pathTricks, trustTricks } from '../tricks.js';
import { changeEach, type Change } from '../variant.js';

/** Keys are kept for a day by those who keep them. */
const keptSeconds = 86_400;
/** What failed may be tried again with the same key. */
const successes = [200, 201, 202, 203, 204, 206];

const spelled =
  (name: string, to: string): Change =>
  ({ headers = {}, ...request }) => ({
    ...request,
    headers: Object.fromEntries(
      Object.entries(headers).map(([each, value]) => [each.toLowerCase() === name.toLowerCase() ? to : each, value]),
    ),
  });

/** OWASP API6:2023, CWE-294. One key is good for one success: a request that is sent again is refused. */
export default defineFamily({
  id: 'repeated-request',
  title: 'A repeated request has its effect again',
  closes: ['request-replayable'],
  rewrites: false,
  patch({ finding: { part }, operation }) {
    if (!operation || part?.in !== 'header' || part.name === undefined)
      return impossible('The header with the key is not known.');
    const header = part.name;
    const isCounted = operation.policy.rateLimits.some(
      ({ limit, cost, per }) =>
        limit / cost < 2 &&
        typeof per === 'object' &&
        'header' in per &&
        per.header.toLowerCase() === header.toLowerCase(),
    );
    if (isCounted && isInForce(operation, 'rate-limit'))
      return covered('rate-limit', 'Each key is good for one success already.');
    return patch('rate-limit', {
      rateLimits: [{ limit: 1, windowSeconds: keptSeconds, per: { header }, countStatuses: successes }],
    });
  },
  variants: ({ finding: { replay, part } }) =>
    replay
      ? [
          ...changeEach(replay, {
            'name of the header in capitals': spelled(part?.name ?? '', (part?.name ?? '').toUpperCase()),
            'name of the header in small letters': spelled(part?.name ?? '', (part?.name ?? '').toLowerCase()),
          }),
          ...changeEach(replay, pathTricks),
          ...changeEach(replay, trustTricks),
          ...changeEach(replay, bodyTricks),
        ]
      : [],
});
