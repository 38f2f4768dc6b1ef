import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostActors = 20_000;

const write = (parts: Partial<Step>): Omit<Step, 'at'> => ({
  kind: 'denial',
  operationId: 'updateUser',
  principalId: 'jwt:a:eve',
  guard: 'body',
  code: 'BODY_INVALID',
  status: 400,
  ...parts,
});

/** CWE-915, OWASP API3:2023. Properties that give rights, in bodies that do not have them. */
export default defineDetector({
  id: 'mass-assignment-probing',
  number: 22,
  title: 'Mass assignment probed',
  version: 1,
  severity: 'medium',
  attack: 'T1190',
  owasp: 'input_validation_fail',
  kinds: ['denial', 'would_deny', 'access'],
  needs: ['operationId'],
  thresholds: { tries: { default: 2, describe: 'bodies with privileged properties in 10 minutes', minimum: 1 } },
  dedupSeconds: 1800,
  response: ['alert'],
  acts: false,
  guard: 'only properties that give rights count: a client of another version sends other ones',
  runbook: 'Check that the API ignores these properties: `portcullis pentest --checks mass-assignment`.',

  start({ tries }) {
    const counts = new WindowCounts<number>(windowSeconds, mostActors);
    return {
      see(seen) {
        const { event } = seen;
        if (event.code !== 'PROPERTY_NOT_WRITABLE' && !seen.has('privileged-property')) return undefined;
        // In monitor mode the call itself follows as an access event with the same signal.
        if (event.kind === 'would_deny') return undefined;
        const count = counts.add(seen.actorHash, seen.now);
        if (count < tries) return undefined;
        return {
          summary: `${Math.round(count)} bodies set privileged properties`,
          observed: count,
          threshold: tries,
          windowSeconds,
        };
      },
    };
  },

  fires: [
    {
      name: 'two tries with undeclared properties',
      steps: () => steps(2, 60, () => write({ signals: 'privileged-property' })),
    },
    {
      name: 'two tries with guarded ones',
      steps: () => steps(2, 60, () => write({ code: 'PROPERTY_NOT_WRITABLE', status: 403 })),
    },
    {
      name: 'in monitor mode',
      steps: () => steps(2, 60, () => write({ kind: 'access', status: 200, signals: 'privileged-property' })),
    },
  ],
  silent: [
    { name: 'a client of an older version', steps: () => steps(50, 10, () => write({})) },
    { name: 'once', steps: () => [{ ...write({ signals: 'privileged-property' }), at: 0 }] },
  ],
});
