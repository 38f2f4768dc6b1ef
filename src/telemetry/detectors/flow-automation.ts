import { defineDetector } from '../detection/detector.js';
import { LruMap } from '../detection/lru-map.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const memorySeconds = 3600;
const mostActors = 100_000;
const names = ['addToCart', 'enterAddress', 'buy'];
const context = {
  operation: (_api: string | undefined, id: string) => ({
    flow: { name: 'purchase', step: names.indexOf(id), steps: 3 },
  }),
};

const call = (operationId: string, principalId = 'jwt:a:eve'): Omit<Step, 'at'> => ({
  kind: 'access',
  operationId,
  principalId,
  status: 200,
});
const purchase = (at: number, principalId?: string): readonly Step[] =>
  names.map((name, i) => ({ ...call(name, principalId), at: at + i * 3 }));

/** OWASP API6:2023. A flow of the business, done faster than people do it, or without the steps that people need. */
export default defineDetector({
  id: 'flow-automation',
  number: 33,
  title: 'Business flow automated',
  version: 1,
  severity: 'medium',
  attack: 'T1119',
  owasp: 'sequence_fail',
  kinds: ['access'],
  needs: ['operationId', 'status'],
  thresholds: {
    runs: { default: 5, describe: 'ends of the flow in 10 minutes', minimum: 1 },
    skipped: { default: 3, describe: 'ends without the steps before, in 10 minutes', minimum: 1 },
  },
  dedupSeconds: 3600,
  response: ['throttle'],
  acts: false,
  guard: 'only flows that the policy names; principals of `partners`; steps count for an hour',
  runbook: 'Limit the last step per account and day, and ask for a proof of work or a person there.',

  start({ runs, skipped }, { context: { partners } }) {
    const reached = new LruMap<string, { readonly at: number[] }>(mostActors);
    const ends = new WindowCounts<string>(windowSeconds, mostActors);
    const jumps = new WindowCounts<string>(windowSeconds, mostActors);
    return {
      see(seen) {
        const { flow } = seen.facts;
        const { event, now } = seen;
        if (!flow || !seen.isOk || partners?.has(event.principalId ?? '')) return undefined;
        const key = `${flow.name} ${seen.actorHash}`;
        const progress = reached.orMake(key, () => ({ at: [] }));
        progress.at[flow.step] = now;
        if (flow.step < flow.steps - 1) return undefined;
        const isWhole = Array.from({ length: flow.steps - 1 }, (_, step) => progress.at[step]).every(
          (at) => at !== undefined && now - at <= memorySeconds * 1000,
        );
        progress.at.length = 0;
        const count = ends.add(key, now);
        const jumped = jumps.add(key, now, isWhole ? 0 : 1);
        if (count <= runs && jumped < skipped) return undefined;
        const byJumps = jumped >= skipped;
        return {
          summary: byJumps
            ? `The flow ${flow.name} ended ${Math.round(jumped)} times without its steps`
            : `The flow ${flow.name} ended ${Math.round(count)} times in 10 minutes`,
          observed: byJumps ? jumped : count,
          threshold: byJumps ? skipped : runs,
          windowSeconds,
        };
      },
    };
  },

  fires: [
    {
      name: 'six purchases in three minutes',
      context,
      steps: () => Array.from({ length: 6 }, (_, i) => purchase(i * 30)).flat(),
    },
    { name: 'three purchases without a cart', context, steps: () => steps(3, 30, () => call('buy')) },
  ],
  silent: [
    { name: 'two purchases', context, steps: () => [...purchase(0), ...purchase(300)] },
    {
      name: 'many people, one purchase each',
      context,
      steps: () => Array.from({ length: 30 }, (_, i) => purchase(i, `jwt:a:${i}`)).flat(),
    },
    { name: 'operations of no flow', steps: () => steps(50, 3, () => call('buy')) },
  ],
});
