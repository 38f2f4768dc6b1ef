import { defineDetector } from '../detection/detector.js';
import { scenarioStart, steps, type Step } from '../detection/scenario.js';

const windowSeconds = 86_400;
const gone = { operation: () => ({ sunsetAt: scenarioStart - 1000 }) };

const call = (parts: Partial<Step> = {}): Omit<Step, 'at'> => ({
  kind: 'access',
  api: 'shop',
  operationId: 'getOrderV1',
  principalId: 'key:k1',
  status: 200,
  ...parts,
});

/** OWASP API9:2023. Past its date and still called: somebody depends on it, or somebody looks for old holes. */
export default defineDetector({
  id: 'zombie-operation',
  number: 37,
  title: 'Operation called past its sunset',
  version: 1,
  severity: 'low',
  attack: 'T1190',
  owasp: 'malicious_extraneous',
  kinds: ['access', 'denial'],
  needs: ['operationId'],
  thresholds: { graceDays: { default: 0, describe: 'days after the date in which calls are expected', minimum: 0 } },
  dedupSeconds: windowSeconds,
  response: ['alert'],
  acts: false,
  guard: 'once a day for each operation',
  runbook: 'Tell the caller. Remove the operation from the API, not from the contract alone.',

  start({ graceDays }) {
    return {
      see(seen) {
        const { sunsetAt } = seen.facts;
        if (sunsetAt === undefined) return undefined;
        const days = (seen.now - sunsetAt) / 86_400_000;
        if (days < graceDays || days < 0) return undefined;
        return {
          summary: `An operation was called ${Math.floor(days)} days after its sunset`,
          observed: days,
          threshold: graceDays,
          windowSeconds,
          about: { kind: 'operation', id: seen.event.operationId! },
        };
      },
    };
  },

  fires: [
    { name: 'a call that passed', context: gone, steps: () => [{ ...call(), at: 0 }] },
    {
      name: 'a call that was denied',
      context: gone,
      steps: () => [{ ...call({ kind: 'denial', status: 404 }), at: 0 }],
    },
  ],
  silent: [
    {
      name: 'before its date',
      context: { operation: () => ({ sunsetAt: scenarioStart + 86_400_000 }) },
      steps: () => steps(9, 60, () => call()),
    },
    {
      name: 'deprecated without a date',
      context: { operation: () => ({ deprecated: true }) },
      steps: () => steps(9, 60, () => call()),
    },
  ],
});
