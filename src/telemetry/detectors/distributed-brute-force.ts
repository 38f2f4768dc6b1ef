import { defineDetector } from '../detection/detector.js';
import { login, loginContext } from '../detection/login-steps.js';
import { steps } from '../detection/scenario.js';
import { WindowCounts, WindowDistincts } from '../detection/windows.js';

const windowSeconds = 900;
const mostAccounts = 20_000;

/** CWE-307. One account, guessed at from many places, so that no limit per address notices. */
export default defineDetector({
  id: 'distributed-brute-force',
  number: 3,
  title: 'Brute force on one account from many addresses',
  version: 1,
  severity: 'high',
  attack: 'T1110.001',
  owasp: 'authn_login_fail_max',
  kinds: ['access', 'denial', 'authn_login_fail'],
  needs: ['account', 'client'],
  thresholds: {
    addresses: { default: 5, describe: 'addresses in 15 minutes', minimum: 2 },
    attempts: { default: 10, describe: 'failed logins in 15 minutes', minimum: 3 },
    variety: { default: 3, describe: 'different user agents or networks', minimum: 2 },
  },
  dedupSeconds: 900,
  response: ['alert'],
  acts: false,
  guard: 'addresses of `sharedAddresses` count as one: a phone changes its address behind a carrier',
  runbook:
    'Ask the owner of the account. Require a second factor, and look for other accounts that the addresses tried.',

  start({ addresses, attempts, variety }) {
    const failures = new WindowCounts<string>(windowSeconds, mostAccounts);
    const sources = new WindowDistincts<string>(windowSeconds, mostAccounts);
    const agents = new WindowDistincts<string>(windowSeconds, mostAccounts);
    const networks = new WindowDistincts<string>(windowSeconds, mostAccounts);
    return {
      see(seen) {
        if (seen.login !== 'failed') return undefined;
        const { now, event } = seen;
        const account = event.account!;
        const count = failures.add(account, now);
        const from = sources.add(account, seen.hash(seen.isSharedAddress ? 'shared' : seen.address), now);
        const ofAgents = agents.add(account, seen.hash(event.agent ?? ''), now);
        const ofNetworks = networks.add(account, seen.hash(seen.isSharedAddress ? 'shared' : seen.network), now);
        if (from < addresses || count < attempts || Math.max(ofAgents, ofNetworks) < variety) return undefined;
        return {
          summary: `${Math.round(count)} failed logins of one account from ${from} addresses`,
          observed: from,
          threshold: addresses,
          windowSeconds,
          about: { kind: 'account', id: account },
        };
      },
    };
  },

  fires: [
    {
      name: 'twelve tries from six networks',
      context: loginContext,
      steps: () => steps(12, 60, (i) => login({ client: `203.0.${i % 6}.9`, agent: `agent${i % 4}` })),
    },
  ],
  silent: [
    {
      name: 'one phone behind a carrier that changes its address all the time',
      context: { ...loginContext, isShared: () => true },
      steps: () => steps(14, 30, (i) => login({ client: `203.0.113.${i}` })),
    },
    {
      name: 'the same person at home, on the phone and in the office, nine times wrong',
      context: loginContext,
      steps: () => steps(9, 60, (i) => login({ client: `203.0.${i % 3}.9`, agent: `agent${i % 3}` })),
    },
    {
      name: 'logins that succeed',
      context: loginContext,
      steps: () => steps(30, 20, (i) => login({ client: `203.0.${i % 9}.9`, agent: `agent${i % 9}`, status: 200 })),
    },
  ],
});
