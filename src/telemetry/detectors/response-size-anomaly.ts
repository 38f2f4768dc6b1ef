import { defineDetector } from '../detection/detector.js';
import { LogHistogram } from '../detection/log-histogram.js';
import { LruMap } from '../detection/lru-map.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostOperations = 5000;

const read = (bytesOut: number): Omit<Step, 'at'> => ({
  kind: 'access',
  api: 'shop',
  operationId: 'getOrder',
  principalId: 'jwt:a:eve',
  status: 200,
  bytesOut,
});

/** CWE-200. Answers that are far larger than this operation ever gives. */
export default defineDetector({
  id: 'response-size-anomaly',
  number: 27,
  title: 'Unusually large answers',
  version: 1,
  severity: 'medium',
  attack: 'T1567',
  owasp: 'sensitive_read',
  kinds: ['access'],
  needs: ['operationId', 'bytesOut', 'status'],
  thresholds: {
    times: { default: 10, describe: 'times the size of 99 % of the answers', minimum: 2 },
    answers: { default: 3, describe: 'such answers in 10 minutes', minimum: 1 },
    learnCalls: { default: 200, describe: 'answers to learn from first', minimum: 20 },
  },
  dedupSeconds: 3600,
  response: ['alert'],
  acts: false,
  guard: 'operations of `exports`; announced deploys (`maintenance`)',
  runbook: 'Compare such an answer with the contract. Give lists a largest page size.',

  start({ times, answers, learnCalls }, { context: { isMaintenance } }) {
    const sizes = new LruMap<number, LogHistogram>(mostOperations);
    const large = new WindowCounts<number>(windowSeconds, mostOperations);
    return {
      see(seen) {
        const { event, now } = seen;
        if (!seen.isOk || seen.facts.isExport) return undefined;
        const { hash } = seen.operation!;
        const usual = sizes.orMake(hash, () => new LogHistogram());
        const most = Math.max(1000, times * usual.quantile(0.99));
        const isLarge = usual.total >= learnCalls && event.bytesOut! > most;
        if (!isLarge || isMaintenance?.(now)) return void usual.add(event.bytesOut!);
        const count = large.add(hash, now);
        // After a while the new size is the usual one.
        if (count > 10 * answers) usual.add(event.bytesOut!);
        if (count < answers) return undefined;
        return {
          summary: `${Math.round(count)} answers of over ${Math.round(most / 1000)} kB in 10 minutes`,
          observed: event.bytesOut!,
          threshold: most,
          baseline: most / times,
          windowSeconds,
          about: { kind: 'operation', id: event.operationId! },
        };
      },
    };
  },

  fires: [
    {
      name: 'three answers of 100 kB where 2 kB are usual',
      steps: () => [...steps(250, 1, () => read(2000)), ...steps(3, 60, () => read(100_000), 300)],
    },
  ],
  silent: [
    { name: 'one large answer', steps: () => [...steps(250, 1, () => read(2000)), { ...read(100_000), at: 300 }] },
    { name: 'sizes that vary', steps: () => steps(400, 1, (i) => read(1000 * (1 + (i % 20)))) },
    {
      name: 'a deploy',
      context: { isMaintenance: () => true },
      steps: () => [...steps(250, 1, () => read(2000)), ...steps(30, 10, () => read(100_000), 300)],
    },
  ],
});
