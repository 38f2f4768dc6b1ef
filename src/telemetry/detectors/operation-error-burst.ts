import { defineDetector } from '../detection/detector.js';
import { EwmaSpike, type Spike } from '../detection/ewma-spike.js';
import { LruMap } from '../detection/lru-map.js';
import { steps, type Step } from '../detection/scenario.js';

const mostOperations = 5000;
/** Weight of a minute, from simulations of daily traffic with bursts. */
const alpha = 0.02;

const answer = (status: number): Omit<Step, 'at'> => ({ kind: 'access', api: 'shop', operationId: 'getOrder', status });

/** An operation that fails much more than it does at other times: an attack, or a fault that invites one. */
export default defineDetector({
  id: 'operation-error-burst',
  number: 29,
  title: 'Error burst of an operation',
  version: 1,
  severity: 'medium',
  attack: 'T1499',
  owasp: 'sys_crash',
  kinds: ['access', 'denial'],
  needs: ['operationId', 'status'],
  thresholds: {
    k: { default: 5, describe: 'standard deviations above the mean, in two minutes running', minimum: 2 },
    floor: { default: 20, describe: 'errors in a minute, however quiet it is', minimum: 1 },
  },
  dedupSeconds: 1800,
  response: ['alert'],
  acts: false,
  guard: 'one minute alone is a burst of the day; nothing is learned from minutes that are above; `maintenance`',
  runbook: 'See whether one actor or all of them get errors. After a deploy: take it back.',

  start({ k, floor }, { context: { isMaintenance } }) {
    const spikes = new LruMap<number, { readonly id: string; readonly spike: EwmaSpike }>(mostOperations);
    const options = { alpha, k, floor, learnMinutes: 0 };
    const say = (id: string, { observed, threshold, mean }: Spike) => ({
      summary: `${observed} errors in a minute, ${mean.toFixed(1)} are usual`,
      observed,
      threshold,
      baseline: mean,
      windowSeconds: 120,
      about: { kind: 'operation' as const, id },
      operations: [id],
    });
    return {
      see(seen) {
        const { event, now } = seen;
        const isError = event.status! >= 500 && event.code !== 'OVERLOADED';
        const { hash, id } = seen.operation!;
        if (!isError && !spikes.peek(hash)) return undefined;
        if (isMaintenance?.(now)) return undefined;
        const entry = spikes.orMake(hash, () => ({ id, spike: new EwmaSpike(options) }));
        const found = entry.spike.add(now, isError ? 1 : 0);
        return found && say(id, found);
      },
      tick(now) {
        for (const [, { id, spike }] of spikes) {
          const found = spike.roll(now);
          if (found) return say(id, found);
        }
        return undefined;
      },
    };
  },

  fires: [
    {
      name: 'two errors a minute, then forty for three minutes',
      steps: () => [...steps(40, 30, () => answer(500)), ...steps(130, 1.5, () => answer(500), 1200)],
      thenSeconds: 60,
    },
    { name: 'an operation that never failed', steps: () => steps(200, 1, () => answer(502)), thenSeconds: 60 },
  ],
  silent: [
    {
      name: 'one bad minute',
      steps: () => [...steps(40, 30, () => answer(500)), ...steps(45, 1, () => answer(500), 1210)],
      thenSeconds: 180,
    },
    { name: 'errors as ever', steps: () => steps(900, 4, () => answer(500)), thenSeconds: 60 },
    { name: 'much traffic without errors', steps: () => steps(2000, 0.2, () => answer(200)), thenSeconds: 60 },
    {
      name: 'a deploy',
      context: { isMaintenance: () => true },
      steps: () => steps(200, 1, () => answer(502)),
    },
  ],
});
