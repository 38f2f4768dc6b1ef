import { SlidingDistinct } from '../detection/distinct.js';
import { defineDetector } from '../detection/detector.js';
import { LruMap } from '../detection/lru-map.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 86_400;
const mostTemplates = 5000;

const call = (parts: Partial<Step> = {}): Omit<Step, 'at'> => ({
  kind: 'access',
  operationId: 'unknown',
  template: 'tmpl0001',
  principalId: 'jwt:a:ann',
  method: 'GET',
  status: 200,
  ...parts,
});

/** OWASP API9:2023. An operation that the API has and the contract has not: nobody judges calls to it. */
export default defineDetector({
  id: 'shadow-operation',
  number: 34,
  title: 'Shadow operation',
  version: 1,
  severity: 'medium',
  attack: 'T1190',
  owasp: 'malicious_extraneous',
  kinds: ['access'],
  needs: ['template', 'status'],
  thresholds: {
    calls: { default: 5, describe: 'successful calls in a day', minimum: 1 },
    actors: { default: 2, describe: 'different actors among them', minimum: 1 },
  },
  dedupSeconds: 86_400,
  response: ['alert'],
  acts: false,
  guard: 'paths that differ in ids only are one; one actor alone may have found a leftover',
  runbook:
    'Add the operation to the contract, or set `unknownOperations: deny`. The event names its first segment and hash.',

  start({ calls, actors: mostActors }) {
    const counts = new WindowCounts<string>(windowSeconds, mostTemplates);
    const callers = new LruMap<string, SlidingDistinct>(mostTemplates);
    return {
      see(seen) {
        if (!seen.isOk) return undefined;
        const { event, now, actorHash } = seen;
        const key = `${event.method} ${event.template}`;
        const count = counts.add(key, now);
        const different = callers.orMake(key, () => new SlidingDistinct(windowSeconds)).add(actorHash, now);
        if (count < calls || different < mostActors) return undefined;
        return {
          summary: `${Math.round(count)} calls by ${different} actors to an operation that is not in the contract`,
          observed: count,
          threshold: calls,
          windowSeconds,
          about: { kind: 'operation', id: key },
          operations: [key],
        };
      },
    };
  },

  fires: [
    { name: 'five calls of two people', steps: () => steps(5, 600, (i) => call({ principalId: `jwt:a:${i % 2}` })) },
  ],
  silent: [
    { name: 'one person alone', steps: () => steps(50, 60, () => call()) },
    {
      name: 'paths that are not there',
      steps: () => steps(50, 60, (i) => call({ principalId: `jwt:a:${i}`, status: 404 })),
    },
    {
      name: 'many paths, one call each',
      steps: () => steps(50, 60, (i) => call({ principalId: `jwt:a:${i}`, template: `t${i}` })),
    },
  ],
});
