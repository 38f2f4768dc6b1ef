import { defineDetector } from '../detection/detector.js';
import { login, loginContext } from '../detection/login-steps.js';
import { steps } from '../detection/scenario.js';
import { SlidingDistinct } from '../detection/distinct.js';
import { LruMap } from '../detection/lru-map.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 900;
const mostOperations = 200;

/** CWE-307. A few passwords for many accounts from many addresses: seen only when all of them are looked at together. */
export default defineDetector({
  id: 'password-spray',
  number: 4,
  title: 'Distributed password spray',
  version: 1,
  severity: 'high',
  attack: 'T1110.003',
  owasp: 'authn_login_fail',
  kinds: ['access', 'denial', 'authn_login_fail', 'authn_login_success'],
  needs: ['account', 'client'],
  thresholds: {
    addresses: { default: 5, describe: 'addresses with failures in 15 minutes', minimum: 2 },
    accounts: { default: 8, describe: 'accounts with failures', minimum: 2 },
    attempts: { default: 25, describe: 'tries to log in', minimum: 5 },
    failPercent: { default: 70, describe: 'more than this share of all tries failed', minimum: 1, maximum: 100 },
  },
  dedupSeconds: 1800,
  response: ['throttle', 'alert'],
  acts: false,
  guard: 'the share of failures among all logins: on the day of a release it stays low, however many there are',
  runbook:
    'Tighten the limit of the login operation, require a second factor, and check every account that got in during the window.',

  start({ addresses, accounts, attempts, failPercent }) {
    const tries = new WindowCounts<number>(windowSeconds, mostOperations);
    const failures = new WindowCounts<number>(windowSeconds, mostOperations);
    const sources = new LruMap<number, SlidingDistinct>(mostOperations);
    const names = new LruMap<number, SlidingDistinct>(mostOperations);
    const fresh = () => new SlidingDistinct(windowSeconds);
    return {
      see(seen) {
        if (seen.login === undefined) return undefined;
        const { now, event } = seen;
        const key = seen.operation?.hash ?? 0;
        const all = tries.add(key, now);
        if (seen.login === 'succeeded') return undefined;
        const failed = failures.add(key, now);
        const from = sources.orMake(key, fresh).add(seen.hash(seen.address), now);
        const different = names.orMake(key, fresh).add(seen.hash(event.account!), now);
        if (from < addresses || different < accounts || all < attempts) return undefined;
        if (failed * 100 <= all * failPercent) return undefined;
        return {
          summary: `${Math.round(failed)} of ${Math.round(all)} logins failed: ${different} accounts, ${from} addresses`,
          observed: (failed * 100) / all,
          threshold: failPercent,
          windowSeconds,
          about: { kind: 'operation', id: event.operationId ?? 'login' },
        };
      },
    };
  },

  fires: [
    {
      name: 'ten addresses, three accounts each',
      context: loginContext,
      steps: () => steps(30, 20, (i) => login({ client: `203.0.${i % 10}.5`, account: `acc${i}` })),
    },
  ],
  silent: [
    {
      name: 'release day: five times the logins, a fifth of them wrong',
      context: loginContext,
      steps: () =>
        steps(300, 2, (i) =>
          login({ client: `203.0.${i % 100}.5`, account: `acc${i}`, status: i % 5 === 0 ? 401 : 200 }),
        ),
    },
    {
      name: 'one address alone',
      context: loginContext,
      steps: () => steps(40, 10, (i) => login({ account: `acc${i}` })),
    },
  ],
});
