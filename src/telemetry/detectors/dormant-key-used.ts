import { defineDetector } from '../detection/detector.js';
import { KeyTable } from '../detection/key-table.js';
import { scenarioStart, type Step } from '../detection/scenario.js';

const mostCredentials = 524_288;
const daySeconds = 86_400;

const call = (at: number): Step => ({ at, kind: 'access', principalId: 'key:k1', credentialId: 'k1', status: 200 });

/** CWE-324. Forgotten keys are found by others first. */
export default defineDetector({
  id: 'dormant-key-used',
  number: 10,
  title: 'Dormant key used',
  version: 1,
  severity: 'medium',
  attack: 'T1078',
  owasp: 'authn_token_reuse',
  kinds: ['access', 'key_used'],
  needs: ['credentialId'],
  thresholds: { days: { default: 30, describe: 'days without use', minimum: 1 } },
  dedupSeconds: daySeconds,
  response: ['alert'],
  acts: false,
  guard: 'keys of `rareKeys`: jobs that run once a year',
  runbook: 'Ask whoever the key was made for. Revoke it when nobody misses it.',

  start({ days }, { context: { rareKeys, lastUsed } }) {
    const table = new KeyTable(mostCredentials);
    const lastAt = table.column('u32');
    return {
      see(seen) {
        const id = seen.event.credentialId!;
        const row = table.row(seen.hash(id));
        const second = Math.floor(seen.now / 1000);
        const before = lastAt.data[row]! || Math.floor((lastUsed?.(id) ?? 0) / 1000);
        lastAt.data[row] = second;
        if (before === 0 || second - before <= days * daySeconds || rareKeys?.has(id)) return undefined;
        return {
          summary: `A key was used after ${Math.floor((second - before) / daySeconds)} days without use`,
          observed: (second - before) / daySeconds,
          threshold: days,
          windowSeconds: days * daySeconds,
          about: { kind: 'credential', id },
        };
      },
    };
  },

  fires: [
    { name: 'used again after 40 days', steps: () => [call(0), call(40 * daySeconds)] },
    {
      name: 'last used 50 days before the events begin',
      context: { lastUsed: () => scenarioStart - 50 * daySeconds * 1000 },
      steps: () => [call(0)],
    },
  ],
  silent: [
    { name: 'used every 20 days', steps: () => [call(0), call(20 * daySeconds), call(40 * daySeconds)] },
    { name: 'its very first use', steps: () => [call(0)] },
    {
      name: 'the job of the year',
      context: { rareKeys: new Set(['k1']) },
      steps: () => [call(0), call(365 * daySeconds)],
    },
  ],
});
