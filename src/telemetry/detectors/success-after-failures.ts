import { defineDetector } from '../detection/detector.js';
import { login, loginContext } from '../detection/login-steps.js';
import { steps } from '../detection/scenario.js';
import { KnownValues, WindowCounts } from '../detection/windows.js';

const windowSeconds = 1800;
const historySeconds = 30 * 86_400;
const mostAccounts = 50_000;

/** CWE-307. The one guess that worked: the account is taken over. */
export default defineDetector({
  id: 'success-after-failures',
  number: 6,
  title: 'Login succeeded after failures',
  version: 1,
  severity: 'high',
  attack: 'T1078',
  owasp: 'authn_login_successafterfail',
  kinds: ['access', 'denial', 'authn_login_fail', 'authn_login_success'],
  needs: ['account'],
  thresholds: { failures: { default: 5, describe: 'failed logins in the 30 minutes before', minimum: 2 } },
  dedupSeconds: 1800,
  response: ['alert'],
  acts: false,
  guard: 'a success from a client that the account is known to use is its owner, who remembered',
  runbook:
    'Ask the owner. When it was not them: end all sessions, reset the password, look at what was read and changed.',

  start({ failures: most }) {
    const failures = new WindowCounts<string>(windowSeconds, mostAccounts);
    const clients = new KnownValues<string>(historySeconds, { maxKeys: mostAccounts, mostValues: 16 });
    const hasHistory = new WindowCounts<string>(historySeconds, mostAccounts);
    return {
      see(seen) {
        const { login: outcome, now, event } = seen;
        if (outcome === undefined) return undefined;
        const account = event.account!;
        if (outcome === 'failed') return void failures.add(account, now);
        const before = failures.count(account, now);
        failures.reset(account);
        const { isNew } = clients.add(account, seen.hash(event.agent ?? seen.network), now);
        const isFirst = hasHistory.add(account, now) <= 1;
        if (before < most || !(isNew || isFirst)) return undefined;
        return {
          summary: `A login succeeded after ${Math.round(before)} failures, from a client new to the account`,
          observed: before,
          threshold: most,
          windowSeconds,
          about: { kind: 'account', id: account },
        };
      },
    };
  },

  fires: [
    {
      name: 'six failures, then in, for an account never seen before',
      context: loginContext,
      steps: () => [...steps(6, 60, () => login({})), { ...login({ status: 200 }), at: 400 }],
    },
    {
      name: 'from a client that the account never used',
      context: loginContext,
      steps: () => [
        { ...login({ status: 200, agent: 'usual' }), at: 0 },
        ...steps(6, 60, () => login({ agent: 'other' }), 600),
        { ...login({ status: 200, agent: 'other' }), at: 1000 },
      ],
    },
  ],
  silent: [
    {
      name: 'the owner at the usual client',
      context: loginContext,
      steps: () => [
        { ...login({ status: 200 }), at: 0 },
        ...steps(7, 30, () => login({}), 600),
        { ...login({ status: 200 }), at: 900 },
      ],
    },
    {
      name: 'four failures',
      context: loginContext,
      steps: () => [...steps(4, 60, () => login({})), { ...login({ status: 200 }), at: 400 }],
    },
    {
      name: 'failures of the day before',
      context: loginContext,
      steps: () => [...steps(6, 60, () => login({})), { ...login({ status: 200 }), at: 90_000 }],
    },
  ],
});
