import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostActors = 20_000;

const call = (signals: string): Omit<Step, 'at'> => ({
  kind: 'access',
  operationId: 'getOrder',
  principalId: 'jwt:a:eve',
  status: 200,
  signals,
});

/** CWE-235. The id of the object once more where it does not belong: the hope that check and use read different ones. */
export default defineDetector({
  id: 'parameter-pollution',
  number: 23,
  title: 'Object id in a second place',
  version: 1,
  severity: 'medium',
  attack: 'T1190',
  owasp: 'input_validation_fail',
  kinds: ['access', 'denial'],
  needs: ['signals'],
  thresholds: { calls: { default: 2, describe: 'calls in 10 minutes', minimum: 1 } },
  dedupSeconds: 3600,
  response: ['alert'],
  acts: false,
  guard: 'only the id of the object of the operation counts, where the contract does not declare it',
  runbook:
    'Set `unknownParameters: deny` for the operation, and run `portcullis pentest --checks bola-in-query-or-header`.',

  start({ calls }) {
    const counts = new WindowCounts<number>(windowSeconds, mostActors);
    return {
      see(seen) {
        if (!seen.has('duplicate-id')) return undefined;
        const count = counts.add(seen.actorHash, seen.now);
        if (count < calls) return undefined;
        return {
          summary: `${Math.round(count)} calls had the id of the object in a second place`,
          observed: count,
          threshold: calls,
          windowSeconds,
        };
      },
    };
  },

  fires: [{ name: 'two calls', steps: () => steps(2, 30, () => call('duplicate-id')) }],
  silent: [
    { name: 'once, by a client with a fault', steps: () => [{ ...call('duplicate-id'), at: 0 }] },
    { name: 'another undeclared parameter', steps: () => steps(40, 5, () => call('param:abc')) },
  ],
});
