import { defineDetector } from '../detection/detector.js';
import { KeyTable } from '../detection/key-table.js';
import { LogHistogram } from '../detection/log-histogram.js';
import { LruMap } from '../detection/lru-map.js';
import { steps, type Step } from '../detection/scenario.js';
import { RowWindows } from '../detection/windows.js';

const windowSeconds = 3600;
const mostPairs = 524_288;
const mostOperations = 5000;
/** Below so many hours of actors the quantile of an operation says nothing. */
const enoughHours = 200;

const read = (i = 0, principalId = 'jwt:a:eve'): Omit<Step, 'at'> => ({
  kind: 'access',
  api: 'shop',
  operationId: 'listProducts',
  principalId,
  status: 200,
  bytesOut: 1000 + i,
});

/** OWASP API6:2023. Hour after hour in an even pace: people are not like that. */
export default defineDetector({
  id: 'scraping',
  number: 25,
  title: 'Scraping',
  version: 1,
  severity: 'medium',
  attack: 'T1119',
  owasp: 'excess_rate_limit_exceeded',
  kinds: ['access'],
  needs: ['operationId', 'status'],
  thresholds: {
    calls: { default: 400, describe: 'calls of one operation in an hour, however quiet it is', minimum: 20 },
    variation: {
      default: 20,
      describe: 'variation of the time between calls below it, in percent',
      minimum: 1,
      maximum: 100,
    },
  },
  dedupSeconds: 4 * 3600,
  response: ['throttle'],
  acts: false,
  guard: 'principals of `partners`; an actor is compared with 99.5 % of the others and with twice its own most',
  runbook: 'Throttle the actor, or give it a contract: make it a partner with a limit of its own.',

  start({ calls, variation }, { context: { partners } }) {
    const table = new KeyTable(mostPairs);
    const lastAt = table.column('f64');
    const mean = table.column('f32');
    const square = table.column('f32');
    const ofOperation = new LruMap<number, LogHistogram>(mostOperations);
    let hours: LogHistogram;
    const counts = new RowWindows(table, windowSeconds, (sum) => hours.add(sum));
    return {
      see(seen) {
        const { event, now } = seen;
        if (!seen.isOk || partners?.has(event.principalId ?? '')) return undefined;
        hours = ofOperation.orMake(seen.operation!.hash, () => new LogHistogram());
        const row = table.row(seen.actorOperation);
        const count = counts.add(row, now, 1);
        const gap = now - lastAt.data[row]!;
        lastAt.data[row] = now;
        if (count === 1) {
          mean.data[row] = square.data[row] = 0;
          return undefined;
        }
        const far = gap - mean.data[row]!;
        mean.data[row] = mean.data[row]! + far / (count - 1);
        square.data[row] = square.data[row]! + far * (gap - mean.data[row]!);
        if (count <= calls) return undefined;
        const own = counts.ownMost(row);
        const most = Math.max(calls, hours.total >= enoughHours ? hours.quantile(0.995) : 0, 2 * own);
        const spread = Math.sqrt(square.data[row]! / (count - 1)) / Math.max(1, mean.data[row]!);
        if (count <= most || spread * 100 >= variation) return undefined;
        return {
          summary: `${count} calls in an hour, the time between them varies by ${Math.round(spread * 100)} %`,
          observed: count,
          threshold: most,
          baseline: own,
          windowSeconds,
        };
      },
    };
  },

  fires: [{ name: 'a page every six seconds', steps: () => steps(500, 6, (i) => read(i)) }],
  silent: [
    {
      name: 'a person who reads much, in bursts',
      steps: () => Array.from({ length: 500 }, (_, i) => ({ ...read(i), at: Math.floor(i / 20) * 140 + (i % 20) })),
    },
    {
      name: 'a partner',
      context: { partners: new Set(['jwt:a:eve']) },
      steps: () => steps(500, 6, (i) => read(i)),
    },
    { name: 'a page that asks for news every 15 seconds', steps: () => steps(480, 15, (i) => read(i)) },
    { name: 'many readers', steps: () => steps(900, 2, (i) => read(i, `jwt:a:${i % 50}`)) },
  ],
});
