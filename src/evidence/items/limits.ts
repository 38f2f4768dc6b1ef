import type { RateLimit } from '../../model/types.js';
import { count, noPolicy, operationItem } from '../facts.js';
import { defineItem } from '../item.js';

const inWords = ({ limit, windowSeconds, per, period }: RateLimit): string => {
  const whom = typeof per === 'string' ? per : Object.entries(per).flat().join(' ');
  return `${limit} in ${period ? `a ${period}` : `${windowSeconds} s`} per ${whom}`;
};

export default defineItem({
  id: 'limits',
  title: 'Limits of each operation',
  subject: 'calls per time, size of bodies, time and concurrency, as they are enforced',
  method: 'EXAMINE',
  validDays: 30,
  how: 'set `rateLimits` under `defaults` of the policy',

  async collect(source) {
    const columns = ['rate limits', 'body (bytes)', 'time (s)', 'at once'];
    const found = operationItem(source, columns, ({ operation: { policy } }) => [
      policy.rateLimits.map(inWords).join('; '),
      policy.bodyLimitBytes,
      policy.timeoutSeconds,
      policy.concurrency?.limit ?? '',
    ]);
    if (!found) return noPolicy;
    const limited = found.rows.filter((row) => row[2] !== '').length;
    return {
      ...found,
      summary: `${limited} of ${count(found.rows.length, 'operation')} have a rate limit; all have a body and a time limit`,
    };
  },
});
