import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostActors = 50_000;
const forged: ReadonlySet<string> = new Set(['alg', 'own-key']);
const suspicious: ReadonlySet<string> = new Set(['kid', 'signature', 'issuer', 'audience']);

const refusal = (fault: string): Omit<Step, 'at'> => ({
  kind: 'denial',
  guard: 'authenticate',
  code: 'CREDENTIAL_INVALID',
  client: '198.51.100.7',
  agent: 'agent001',
  signals: `jwt:${fault}`,
  status: 401,
});

/** CWE-347, RFC 8725. No client sends `alg: none`, another algorithm or a key of its own by mistake. */
export default defineDetector({
  id: 'jwt-tampering',
  number: 12,
  title: 'Token tampering',
  version: 1,
  severity: 'high',
  attack: 'T1606',
  owasp: 'authn_token_reuse',
  kinds: ['denial', 'would_deny'],
  needs: ['signals', 'client'],
  thresholds: {
    forged: { default: 1, describe: 'tokens with a refused algorithm or a key of their own in 10 minutes', minimum: 1 },
    faults: { default: 5, describe: 'unknown keys, bad signatures, foreign issuers or audiences', minimum: 2 },
  },
  dedupSeconds: 900,
  response: ['block', 'alert'],
  acts: true,
  guard: 'the keys of the issuer were fetched again before an unknown one counts; a single bad signature is damage',
  runbook:
    'The block ends by itself. Check that the API behind the gateway verifies tokens too: `portcullis pentest --checks jwt-signature-not-checked,jwt-alg-none-accepted`.',

  start({ forged: mostForged, faults: mostFaults }) {
    const counts = new WindowCounts<string>(windowSeconds, mostActors);
    return {
      see(seen) {
        const [fault] = seen.after('jwt:');
        if (fault === undefined) return undefined;
        const isForged = forged.has(fault);
        if (!isForged && !suspicious.has(fault)) return undefined;
        const count = counts.add(`${isForged} ${seen.actor}`, seen.now);
        const most = isForged ? mostForged : mostFaults;
        if (count < most) return undefined;
        return {
          summary: `${Math.round(count)} tampered tokens (${fault})`,
          observed: count,
          threshold: most,
          windowSeconds,
        };
      },
    };
  },

  fires: [
    { name: 'one token with `alg: none`', steps: () => [{ ...refusal('alg'), at: 0 }] },
    { name: 'one token that brings its own key', steps: () => [{ ...refusal('own-key'), at: 0 }] },
    { name: 'five bad signatures', steps: () => steps(5, 30, () => refusal('signature')) },
  ],
  silent: [
    { name: 'four tokens of another audience', steps: () => steps(4, 30, () => refusal('audience')) },
    { name: 'expired tokens', steps: () => steps(50, 5, () => refusal('expired')) },
    {
      name: 'many clients, one damaged token each',
      steps: () => steps(50, 5, (i) => ({ ...refusal('signature'), client: `203.0.113.${i}` })),
    },
  ],
});
