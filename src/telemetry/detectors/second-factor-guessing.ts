import { SlidingDistinct } from '../detection/distinct.js';
import { defineDetector } from '../detection/detector.js';
import { loginContext } from '../detection/login-steps.js';
import { LruMap } from '../detection/lru-map.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 900;
const mostKeys = 20_000;

const code = (session: string, status = 401): Omit<Step, 'at'> => ({
  kind: 'access',
  api: 'shop',
  operationId: 'confirmCode',
  client: '198.51.100.7',
  agent: 'agent001',
  session,
  status,
});

/** CWE-307. Short codes guessed over many half-open sessions: each session is below its own limit. */
export default defineDetector({
  id: 'second-factor-guessing',
  number: 5,
  title: 'Second-factor guessing',
  version: 1,
  severity: 'high',
  attack: 'T1111',
  owasp: 'authn_login_fail_max',
  kinds: ['access', 'denial'],
  needs: ['operationId'],
  thresholds: {
    failures: { default: 20, describe: 'wrong codes from one source, or for one account, in 15 minutes', minimum: 3 },
    sessions: { default: 10, describe: 'sessions or accounts among them', minimum: 2 },
  },
  dedupSeconds: 1800,
  response: ['alert'],
  acts: false,
  guard: 'people who mistype do it in one or two sessions',
  runbook: 'The password of the account is known to somebody: reset it. Limit codes per account, not per session.',

  start({ failures: most, sessions: mostSessions }) {
    const failures = new WindowCounts<string>(windowSeconds, mostKeys);
    const sessions = new LruMap<string, SlidingDistinct>(mostKeys);
    return {
      see(seen) {
        const { event, now } = seen;
        if (!seen.facts.isSecondFactor || seen.isOk || (event.status ?? 500) >= 500) return undefined;
        const session = event.session ?? event.credentialId ?? event.account;
        if (session === undefined) return undefined;
        for (const key of [event.account, seen.address]) {
          if (key === undefined || key === '') continue;
          const count = failures.add(key, now);
          const different = sessions.orMake(key, () => new SlidingDistinct(windowSeconds)).add(seen.hash(session), now);
          if (count < most || different < mostSessions) continue;
          return {
            summary: `${Math.round(count)} wrong codes over ${different} sessions`,
            observed: count,
            threshold: most,
            windowSeconds,
            about: key === event.account ? { kind: 'account', id: key } : { kind: 'client', id: event.client! },
          };
        }
        return undefined;
      },
    };
  },

  fires: [
    {
      name: 'two codes in each of twelve sessions',
      context: loginContext,
      steps: () => steps(24, 10, (i) => code(`session${i >> 1}`)),
    },
  ],
  silent: [
    {
      name: 'one session with 19 wrong codes',
      context: loginContext,
      steps: () => steps(19, 10, () => code('session1')),
    },
    {
      name: 'many sessions that get it right',
      context: loginContext,
      steps: () => steps(60, 5, (i) => code(`session${i}`, 200)),
    },
  ],
});
