import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 3600;
const mostPairs = 5000;

const read = (signals: string): Omit<Step, 'at'> => ({
  kind: 'access',
  operationId: 'getOrder',
  principalId: 'jwt:a:ann',
  status: 200,
  signals,
});

/** CWE-359, OWASP API3:2023. Data of a class that the contract does not declare leaves with the answers. */
export default defineDetector({
  id: 'sensitive-data-outflow',
  number: 28,
  title: 'Undeclared sensitive data in answers',
  version: 1,
  severity: 'high',
  attack: 'T1567',
  owasp: 'sensitive_read',
  kinds: ['access', 'would_change', 'would_deny', 'denial'],
  needs: ['signals', 'operationId'],
  thresholds: { answers: { default: 3, describe: 'answers with the class in an hour', minimum: 1 } },
  dedupSeconds: 12 * 3600,
  response: ['alert'],
  acts: false,
  guard: 'numbers count only with a valid check digit',
  runbook: 'Take the property out of the answer, or declare its class. `readProperties` hides it meanwhile.',

  start({ answers }) {
    const counts = new WindowCounts<string>(windowSeconds, mostPairs);
    return {
      see(seen) {
        const { event } = seen;
        for (const kind of seen.after('class:')) {
          const count = counts.add(`${event.operationId} ${kind}`, seen.now);
          if (count < answers) continue;
          return {
            summary: `${Math.round(count)} answers held undeclared data (${kind})`,
            observed: count,
            threshold: answers,
            windowSeconds,
            about: { kind: 'operation', id: event.operationId! },
          };
        }
        return undefined;
      },
    };
  },

  fires: [{ name: 'card numbers in three answers', steps: () => steps(3, 60, () => read('class:card')) }],
  silent: [
    { name: 'one answer', steps: () => [{ ...read('class:card'), at: 0 }] },
    {
      name: 'two classes, two answers each',
      steps: () => steps(4, 60, (i) => read(i % 2 ? 'class:iban' : 'class:email')),
    },
    { name: 'other signals', steps: () => steps(40, 5, () => read('drift')) },
  ],
});
