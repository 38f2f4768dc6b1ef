import { SlidingDistinct } from '../detection/distinct.js';
import { defineDetector } from '../detection/detector.js';
import { LruMap } from '../detection/lru-map.js';
import { steps, type Step } from '../detection/scenario.js';

const windowSeconds = 600;
const mostActors = 20_000;
/** Whose role was taken away goes on for a while with what is open on the screen. */
const roleMillis = 3_600_000;
const codes: ReadonlySet<string> = new Set(['ROLE_MISSING', 'SCOPE_MISSING', 'ROLE_NOT_NAMED', 'CONDITION_FAILED']);
const context = { operation: (_api: string | undefined, id: string) => ({ isAdmin: id.startsWith('admin') }) };

const refusal = (operationId: string): Omit<Step, 'at'> => ({
  kind: 'denial',
  operationId,
  principalId: 'jwt:a:eve',
  guard: 'roles',
  code: 'ROLE_MISSING',
  status: 403,
});

/** CWE-285, OWASP API5:2023. Operations for administrators, tried one after another by somebody who is none. */
export default defineDetector({
  id: 'admin-operation-probing',
  number: 16,
  title: 'Admin operations probed',
  version: 1,
  severity: 'high',
  attack: 'T1190',
  owasp: 'authz_admin',
  kinds: ['denial', 'would_deny', 'access'],
  needs: ['operationId', 'status'],
  thresholds: { operations: { default: 3, describe: 'different admin operations denied in 10 minutes', minimum: 1 } },
  dedupSeconds: 1800,
  response: ['alert'],
  acts: false,
  guard: 'somebody whose call to such an operation passed within the last hour: a role that was just taken away',
  runbook: 'Look at what else the actor did. Nobody reaches these operations by accident.',

  start({ operations: most }) {
    const passed = new LruMap<number, number>(mostActors);
    const probes = new LruMap<number, { readonly distinct: SlidingDistinct; readonly ids: Set<string> }>(mostActors);
    return {
      see(seen) {
        const { event, now } = seen;
        if (!seen.facts.isAdmin) return undefined;
        if (event.kind === 'access') return seen.isOk ? void passed.set(seen.actorHash, now) : undefined;
        if (!codes.has(event.code ?? '')) return undefined;
        const last = passed.peek(seen.actorHash);
        if (last !== undefined && now - last <= roleMillis) return undefined;
        const probe = probes.orMake(seen.actorHash, () => ({
          distinct: new SlidingDistinct(windowSeconds),
          ids: new Set<string>(),
        }));
        if (probe.ids.size < 20) probe.ids.add(event.operationId!);
        const count = probe.distinct.add(seen.operation!.hash, now);
        if (count < most) return undefined;
        return {
          summary: `${count} admin operations were denied to one actor`,
          observed: count,
          threshold: most,
          windowSeconds,
          operations: [...probe.ids],
        };
      },
    };
  },

  fires: [{ name: 'three admin operations', context, steps: () => steps(3, 30, (i) => refusal(`adminTask${i}`)) }],
  silent: [
    { name: 'one of them many times', context, steps: () => steps(30, 5, () => refusal('adminTask1')) },
    { name: 'other operations', context, steps: () => steps(10, 5, (i) => refusal(`readThing${i}`)) },
    {
      name: 'right after a role was taken away',
      context,
      steps: () => [
        { ...refusal('adminTask9'), kind: 'access', status: 200, at: 0 },
        ...steps(5, 5, (i) => refusal(`adminTask${i}`), 600),
      ],
    },
  ],
});
