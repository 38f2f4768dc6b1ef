import { defineDetector } from '../detection/detector.js';
import { login, loginContext } from '../detection/login-steps.js';
import { LruMap } from '../detection/lru-map.js';
import { steps } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostAccounts = 50_000;
const clientsPerAccount = 8;

/** CWE-307, OWASP API2:2023. One account, many passwords, over all sources together. */
export default defineDetector({
  id: 'account-brute-force',
  number: 2,
  title: 'Brute force on one account',
  version: 1,
  severity: 'medium',
  attack: 'T1110.001',
  owasp: 'authn_login_fail_max',
  kinds: ['access', 'denial', 'authn_login_fail', 'authn_login_success'],
  needs: ['account'],
  thresholds: { failures: { default: 10, describe: 'failed logins of one account in 10 minutes', minimum: 3 } },
  dedupSeconds: 900,
  response: ['throttle'],
  acts: false,
  guard: 'the count ends when the owner logs in from a client that the account is known to use',
  runbook: 'Throttle logins to the account. Ask its owner; when it was not them, look where the tries came from.',

  start({ failures: most }) {
    const failures = new WindowCounts<string>(windowSeconds, mostAccounts);
    const known = new LruMap<string, Set<string>>(mostAccounts);
    return {
      see(seen) {
        const { login: outcome, event, now } = seen;
        if (outcome === undefined) return undefined;
        const account = event.account!;
        const client = event.agent ?? seen.network;
        if (outcome === 'succeeded') {
          const clients = known.orMake(account, () => new Set());
          // A guess that hits comes from a client that the account does not know: the count stays.
          if (clients.has(client)) failures.reset(account);
          else if (clients.size < clientsPerAccount) clients.add(client);
          return undefined;
        }
        const count = failures.add(account, now);
        if (count < most) return undefined;
        return {
          summary: `${Math.round(count)} failed logins of one account in 10 minutes`,
          observed: count,
          threshold: most,
          windowSeconds,
          about: { kind: 'account', id: account },
        };
      },
    };
  },

  fires: [
    { name: '12 wrong passwords in two minutes', context: loginContext, steps: () => steps(12, 10, () => login({})) },
    {
      name: 'from a new address each time',
      context: loginContext,
      steps: () => steps(12, 40, (i) => login({ client: `203.0.113.${i}` })),
    },
  ],
  silent: [
    { name: 'nine wrong passwords', context: loginContext, steps: () => steps(9, 10, () => login({})) },
    {
      name: 'an owner who mistypes often, but gets in from the usual client in between',
      context: loginContext,
      steps: () => steps(20, 20, (i) => login({ status: i % 5 === 0 ? 200 : 401 })),
    },
    {
      name: 'many accounts that fail once',
      context: loginContext,
      steps: () => steps(60, 5, (i) => login({ account: `acc${i}` })),
    },
  ],
});
