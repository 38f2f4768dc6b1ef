import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { RowWindows } from '../detection/windows.js';

const windowSeconds = 3600;

const call = (cost: number): Omit<Step, 'at'> => ({
  kind: 'access',
  operationId: 'report',
  principalId: 'jwt:a:eve',
  status: 200,
  cost,
});

/** CWE-770, OWASP API4:2023. Calls that cost much, far more of them than the actor ever needed. */
export default defineDetector({
  id: 'expensive-operation-abuse',
  number: 32,
  title: 'Expensive operations overused',
  version: 1,
  severity: 'medium',
  attack: 'T1499.003',
  owasp: 'excess_rate_limit_exceeded',
  kinds: ['access', 'denial'],
  needs: ['cost'],
  thresholds: {
    units: { default: 2000, describe: 'units of `cost` in an hour', minimum: 10 },
    times: { default: 3, describe: 'times the own most of an hour in the last week', minimum: 1 },
  },
  dedupSeconds: 2 * 3600,
  response: ['throttle'],
  acts: false,
  guard: 'compared with the own most: a batch client spends the same every night; principals of `partners`',
  runbook: 'Give the operation a quota, or the client a time for its batches.',

  start({ units, times }, { actors, context: { partners } }) {
    const sums = new RowWindows(actors, windowSeconds);
    return {
      see(seen) {
        const { event, now, row } = seen;
        if (event.cost! <= 1 || partners?.has(event.principalId ?? '')) return undefined;
        const sum = sums.add(row, now, event.cost!);
        const own = sums.ownMost(row);
        const most = Math.max(units, times * own);
        if (sum <= most) return undefined;
        return {
          summary: `${Math.round(sum)} units in an hour, ${Math.round(own)} at most before`,
          observed: sum,
          threshold: most,
          baseline: own,
          windowSeconds,
        };
      },
    };
  },

  fires: [{ name: 'a report of 50 units every minute', steps: () => steps(59, 60, () => call(50)) }],
  silent: [
    { name: 'ten reports', steps: () => steps(10, 60, () => call(50)) },
    { name: 'calls that cost one unit', steps: () => steps(3000, 1, () => call(1)) },
    {
      name: 'a batch client that grew slowly',
      steps: () => Array.from({ length: 6 }, (_, day) => steps(30 + 10 * day, 30, () => call(60), day * 86_400)).flat(),
    },
  ],
});
