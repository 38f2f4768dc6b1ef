import { defineDetector } from '../detection/detector.js';
import type { Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostActors = 20_000;

const read = (at: number, signals: string | undefined, status = 200): Step => ({
  at,
  kind: 'access',
  operationId: 'getOrder',
  principalId: 'jwt:a:eve',
  object: 'object1',
  status,
  ...(signals === undefined ? {} : { signals }),
});

/** CWE-639, OWASP API1:2023. The policy names the owner, so one foreign object in an answer is certain. */
export default defineDetector({
  id: 'foreign-object-returned',
  number: 15,
  title: "Somebody else's object returned",
  version: 1,
  severity: 'critical',
  attack: 'T1213',
  owasp: 'authz_fail',
  kinds: ['access'],
  needs: ['signals', 'status'],
  thresholds: { objects: { default: 1, describe: 'foreign objects answered with 2xx in 10 minutes', minimum: 1 } },
  dedupSeconds: 600,
  response: ['block', 'alert'],
  acts: true,
  guard: 'roles that may cross (`crossedBy`) never count: the owner guard has judged, in monitor mode',
  runbook: 'The owner rule of the operation only watches: set its mode to `enforce`. Tell the owner of the object.',

  start({ objects }) {
    const counts = new WindowCounts<number>(windowSeconds, mostActors);
    return {
      see(seen) {
        if (!seen.isOk || !seen.has('foreign-object')) return undefined;
        const count = counts.add(seen.actorHash, seen.now);
        if (count < objects) return undefined;
        return {
          summary: 'An object of somebody else was returned',
          observed: count,
          threshold: objects,
          windowSeconds,
        };
      },
    };
  },

  fires: [{ name: 'one foreign object', steps: () => [read(0, 'foreign-object')] }],
  silent: [
    { name: 'own objects', steps: () => [read(0, undefined), read(1, undefined)] },
    { name: 'the API itself refused', steps: () => [read(0, 'foreign-object', 404)] },
    { name: 'another signal', steps: () => [read(0, 'drift')] },
  ],
});
