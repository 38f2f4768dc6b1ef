import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { KnownValues, WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const historySeconds = 90 * 86_400;
const mostPeople = 5000;

const enter = (client: string): Omit<Step, 'at'> => ({ kind: 'console_login', principalId: 'user:ann', client });
const refused = (client: string): Omit<Step, 'at'> => ({ ...enter(client), outcome: 'denied' });
const make = (): Omit<Step, 'at'> => ({ kind: 'key_created', credentialId: 'k1', detail: { by: 'ann' } });

/** Who holds the console holds everything: logins from elsewhere, and keys made by the dozen. */
export default defineDetector({
  id: 'control-plane-anomaly',
  number: 41,
  title: 'Unusual use of the console or of keys',
  version: 1,
  severity: 'high',
  attack: 'T1098',
  owasp: 'privilege_permissions_changed',
  kinds: ['console_login', 'key_created', 'key_revoked', 'admin_action'],
  needs: [],
  thresholds: {
    keys: { default: 10, describe: 'keys made or revoked in 10 minutes', minimum: 2 },
    actions: { default: 100, describe: 'other administrative actions in 10 minutes', minimum: 5 },
  },
  dedupSeconds: 3600,
  response: ['alert'],
  acts: false,
  guard: 'announced maintenance (a change ticket); the first login of a person is not from a new network',
  runbook: 'Ask the person. End the session, revoke what was made, read the audit log of that time.',

  start({ keys, actions }, { context: { isMaintenance } }) {
    const networks = new KnownValues<string>(historySeconds, { maxKeys: mostPeople, mostValues: 64 });
    const counts = new WindowCounts<string>(windowSeconds, 2 * mostPeople);
    return {
      see(seen) {
        const { event, now } = seen;
        // The console names the person, the command line who ran it.
        const by = seen.detail('by');
        const who = event.principalId ?? (by === undefined ? undefined : `user:${by}`);
        if (who === undefined) return undefined;
        const about = { kind: 'system' as const, id: who };
        if (event.kind === 'console_login') {
          if (event.client === undefined || event.outcome === 'failed' || event.outcome === 'denied') return undefined;
          const { isNew } = networks.add(who, seen.hash(seen.network), now);
          if (!isNew || isMaintenance?.(now)) return undefined;
          return {
            summary: 'A login at the console from a network new to the person',
            observed: 1,
            threshold: 1,
            windowSeconds: historySeconds,
            about,
          };
        }
        const isKeys = event.kind !== 'admin_action';
        const most = isKeys ? keys : actions;
        const count = counts.add(`${isKeys} ${who}`, now);
        if (count < most || isMaintenance?.(now)) return undefined;
        return {
          summary: `${Math.round(count)} ${isKeys ? 'keys made or revoked' : 'administrative actions'} in 10 minutes`,
          observed: count,
          threshold: most,
          windowSeconds,
          about,
        };
      },
    };
  },

  fires: [
    {
      name: 'a login from another network',
      steps: () => [...steps(5, 86_400, () => enter('198.51.100.7')), { ...enter('203.0.113.7'), at: 500_000 }],
    },
    { name: 'twelve keys in a minute', steps: () => steps(12, 5, make) },
  ],
  silent: [
    { name: 'the first login', steps: () => [{ ...enter('203.0.113.7'), at: 0 }] },
    {
      name: 'a login from elsewhere that was refused',
      steps: () => [
        { ...enter('198.51.100.7'), at: 0 },
        { ...refused('203.0.113.7'), at: 60 },
      ],
    },
    { name: 'the usual network', steps: () => steps(20, 86_400, (i) => enter(`198.51.100.${i}`)) },
    { name: 'one key a day', steps: () => steps(20, 86_400, make) },
    { name: 'an announced change', context: { isMaintenance: () => true }, steps: () => steps(12, 5, make) },
  ],
});
