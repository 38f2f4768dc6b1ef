import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';

const protectedOperation = { operation: () => ({ requiresCredential: true }) };

const call = (parts: Partial<Step> = {}): Omit<Step, 'at'> => ({
  kind: 'access',
  api: 'shop',
  operationId: 'getOrder',
  client: '198.51.100.7',
  method: 'GET',
  status: 200,
  ...parts,
});

/** CWE-306, OWASP API2:2023. Nobody was asked who they are, where somebody must be. */
export default defineDetector({
  id: 'unauthenticated-success',
  number: 38,
  title: 'Success without a credential',
  version: 1,
  severity: 'critical',
  attack: 'T1190',
  owasp: 'authn_login_success',
  kinds: ['access'],
  needs: ['operationId', 'status'],
  thresholds: { calls: { default: 1, describe: 'calls that passed', minimum: 1 } },
  dedupSeconds: 3600,
  response: ['alert'],
  acts: true,
  guard: 'the question of a browser before a call (CORS preflight) has no credential',
  runbook:
    'The operation is in monitor mode, or the API does not check: set `mode: enforce`, and run `portcullis pentest`.',

  start({ calls }) {
    let count = 0;
    return {
      see(seen) {
        const { event } = seen;
        if (!seen.isOk || !seen.facts.requiresCredential) return undefined;
        if (event.principalId !== undefined || event.credentialId !== undefined || event.method === 'OPTIONS')
          return undefined;
        if (++count < calls) return undefined;
        return {
          summary: 'A protected operation answered without a credential',
          observed: count,
          threshold: calls,
          windowSeconds: 3600,
          about: { kind: 'operation', id: event.operationId! },
        };
      },
    };
  },

  fires: [{ name: 'one call', context: protectedOperation, steps: () => [{ ...call(), at: 0 }] }],
  silent: [
    {
      name: 'with a credential',
      context: protectedOperation,
      steps: () => steps(9, 5, () => call({ principalId: 'jwt:a:ann' })),
    },
    { name: 'refused', context: protectedOperation, steps: () => steps(9, 5, () => call({ status: 401 })) },
    {
      name: 'a preflight',
      context: protectedOperation,
      steps: () => steps(9, 5, () => call({ method: 'OPTIONS', status: 204 })),
    },
    { name: 'a public operation', steps: () => steps(9, 5, () => call()) },
  ],
});
