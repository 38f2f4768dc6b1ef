import { defineDetector } from '../detection/detector.js';
import { login, loginContext } from '../detection/login-steps.js';
import { steps } from '../detection/scenario.js';
import { WindowCounts, WindowDistincts } from '../detection/windows.js';

const windowSeconds = 900;
const mostSources = 20_000;

/** CWE-307, OWASP API2:2023. Lists of stolen names and passwords: one source, many accounts, one or two tries each. */
export default defineDetector({
  id: 'credential-stuffing',
  number: 1,
  title: 'Credential stuffing',
  version: 1,
  severity: 'high',
  attack: 'T1110.004',
  owasp: 'authn_login_fail',
  kinds: ['access', 'denial', 'authn_login_fail', 'authn_login_success'],
  needs: ['client', 'account'],
  thresholds: {
    attempts: { default: 25, describe: 'tries from one source in 15 minutes', minimum: 5 },
    accounts: { default: 15, describe: 'different accounts among them', minimum: 3 },
    perAccount: { default: 2, describe: 'most tries per account, on average', minimum: 1 },
    failPercent: { default: 60, describe: 'share of tries that failed, in percent', minimum: 1, maximum: 100 },
  },
  dedupSeconds: 900,
  response: ['throttle', 'alert'],
  acts: false,
  guard: 'the share of failures; addresses of `sharedAddresses` are left to the other detectors of logins',
  runbook:
    'Look at the accounts whose login succeeded from this source: reset their passwords and end their sessions. Throttle the source.',

  start({ attempts, accounts, perAccount, failPercent }) {
    const tries = new WindowCounts<string>(windowSeconds, mostSources);
    const failures = new WindowCounts<string>(windowSeconds, mostSources);
    const names = new WindowDistincts<string>(windowSeconds, mostSources);
    return {
      see(seen) {
        if (seen.login === undefined || seen.isSharedAddress) return undefined;
        const { address, now } = seen;
        const all = tries.add(address, now);
        const failed = failures.add(address, now, seen.login === 'failed' ? 1 : 0);
        const different = names.add(address, seen.hash(seen.event.account!), now);
        if (all < attempts || different < accounts || all / different > perAccount) return undefined;
        if (failed * 100 < all * failPercent) return undefined;
        return {
          summary: `${Math.round(all)} logins to ${different} accounts from one address, ${Math.round(failed)} of them failed`,
          observed: all,
          threshold: attempts,
          windowSeconds,
          about: { kind: 'client', id: seen.event.client! },
        };
      },
    };
  },

  fires: [
    {
      name: '30 accounts tried once each in five minutes',
      context: loginContext,
      steps: () => steps(30, 10, (i) => login({ account: `acc${i}` })),
    },
    {
      name: 'slow: one try every 30 seconds',
      context: loginContext,
      steps: () => steps(28, 30, (i) => login({ account: `acc${i}`, status: i % 9 === 0 ? 200 : 401 })),
    },
  ],
  silent: [
    {
      name: 'an office where 40 people log in, some of them mistyping',
      context: loginContext,
      steps: () => steps(40, 15, (i) => login({ account: `acc${i}`, status: i % 4 === 0 ? 401 : 200 })),
    },
    {
      name: 'the same behind a carrier that is named as shared',
      context: { ...loginContext, isShared: () => true },
      steps: () => steps(60, 10, (i) => login({ account: `acc${i}` })),
    },
    {
      name: 'one person who forgot the password',
      context: loginContext,
      steps: () => steps(30, 10, () => login({})),
    },
  ],
});
