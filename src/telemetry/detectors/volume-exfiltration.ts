import { defineDetector } from '../detection/detector.js';
import { LogHistogram } from '../detection/log-histogram.js';
import { steps, type Step } from '../detection/scenario.js';
import { RowWindows } from '../detection/windows.js';

const windowSeconds = 3600;
const megabyte = 1_000_000;
const enoughHours = 200;

const read = (megabytes: number, principalId = 'jwt:a:eve'): Omit<Step, 'at'> => ({
  kind: 'access',
  operationId: 'listOrders',
  principalId,
  status: 200,
  bytesOut: megabytes * megabyte,
});

/** CWE-200. Somebody takes much more than ever before. */
export default defineDetector({
  id: 'volume-exfiltration',
  number: 26,
  title: 'Exfiltration by volume',
  version: 1,
  severity: 'high',
  attack: 'T1567',
  owasp: 'sensitive_read',
  kinds: ['access'],
  needs: ['bytesOut'],
  thresholds: {
    megabytes: { default: 50, describe: 'megabytes of answers in an hour', minimum: 1 },
    times: { default: 5, describe: 'times the own most of an hour in the last week', minimum: 2 },
  },
  dedupSeconds: 2 * 3600,
  response: ['alert', 'throttle'],
  acts: false,
  guard:
    'operations of `exports` and principals of `partners`; an actor without history is compared with 99.5 % of the others',
  runbook:
    'See which operations and objects were read. Ask the owner of the credential; revoke it when it was not them.',

  start({ megabytes, times }, { actors, context: { partners } }) {
    const hours = new LogHistogram();
    const sums = new RowWindows(actors, windowSeconds, (sum) => hours.add(sum));
    return {
      see(seen) {
        const { event, now, row } = seen;
        if (seen.facts.isExport || partners?.has(event.principalId ?? '')) return undefined;
        const sum = sums.add(row, now, event.bytesOut!);
        if (sum <= megabytes * megabyte) return undefined;
        const own = sums.ownMost(row);
        const usual = own > 0 ? own : hours.total >= enoughHours ? hours.quantile(0.995) : megabytes * megabyte;
        const most = Math.max(megabytes * megabyte, times * usual);
        if (sum <= most) return undefined;
        return {
          summary: `${Math.round(sum / megabyte)} MB in an hour, ${own > 0 ? `${Math.round(own / megabyte)} MB` : 'little'} before`,
          observed: sum,
          threshold: most,
          baseline: own,
          windowSeconds,
        };
      },
    };
  },

  fires: [
    {
      name: 'a megabyte a day, then 80 in half an hour',
      steps: () => [...steps(5, 86_400, () => read(1)), ...steps(80, 20, () => read(1), 5 * 86_400)],
    },
  ],
  silent: [
    { name: 'as much as on the days before', steps: () => steps(72, 1200, () => read(18)) },
    { name: 'forty megabytes', steps: () => steps(40, 20, () => read(1)) },
    {
      name: 'an export',
      context: { operation: () => ({ isExport: true }) },
      steps: () => steps(5, 60, () => read(40)),
    },
  ],
});
