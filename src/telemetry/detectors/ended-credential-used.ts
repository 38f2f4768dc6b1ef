import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostKeys = 50_000;

const refusal = (signals: string): Omit<Step, 'at'> => ({
  kind: 'denial',
  guard: 'authenticate',
  code: 'CREDENTIAL_INVALID',
  client: '198.51.100.7',
  credentialId: 'k1',
  signals,
  status: 401,
});

/** CWE-613. Somebody goes on with a key that was revoked, or a token that is over. */
export default defineDetector({
  id: 'ended-credential-used',
  number: 11,
  title: 'Revoked or expired credential in use',
  version: 1,
  severity: 'medium',
  attack: 'T1550.001',
  owasp: 'session_use_after_expire',
  kinds: ['denial', 'would_deny'],
  needs: ['code', 'guard'],
  thresholds: {
    revoked: { default: 3, describe: 'calls with a revoked credential in 10 minutes', minimum: 1 },
    expired: { default: 30, describe: 'calls with an expired one: clients renew it late', minimum: 1 },
  },
  dedupSeconds: 3600,
  response: ['alert'],
  acts: false,
  guard: 'expired tokens count less: a client notices by the first refusal; a rotated key has its overlap',
  runbook: 'A revoked key that is still sent was stolen, or somebody was not told. Look where it comes from.',

  start({ revoked, expired }) {
    const counts = new WindowCounts<string>(windowSeconds, mostKeys);
    return {
      see(seen) {
        const { event, now } = seen;
        const isRevoked = seen.has('credential:revoked');
        if (!isRevoked && event.code !== 'CREDENTIAL_EXPIRED') return undefined;
        const id = event.credentialId ?? seen.actor;
        const count = counts.add(`${isRevoked} ${id}`, now);
        const most = isRevoked ? revoked : expired;
        if (count < most) return undefined;
        return {
          summary: `${Math.round(count)} calls with a credential that ${isRevoked ? 'was revoked' : 'is expired'}`,
          observed: count,
          threshold: most,
          windowSeconds,
          ...(event.credentialId === undefined ? {} : { about: { kind: 'credential', id: event.credentialId } }),
        };
      },
    };
  },

  fires: [
    { name: 'a revoked key, three times', steps: () => steps(3, 30, () => refusal('credential:revoked')) },
    {
      name: 'an expired token, forty times',
      steps: () => steps(40, 5, () => ({ ...refusal(''), code: 'CREDENTIAL_EXPIRED' })),
    },
  ],
  silent: [
    { name: 'a client that notices after two calls', steps: () => steps(2, 5, () => refusal('credential:revoked')) },
    {
      name: 'tokens that are renewed late',
      steps: () => steps(10, 30, () => ({ ...refusal(''), code: 'CREDENTIAL_EXPIRED' })),
    },
    { name: 'keys that nobody ever had', steps: () => steps(20, 5, () => refusal('credential:unknown')) },
  ],
});
