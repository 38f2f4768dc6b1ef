import { defineDetector } from '../detection/detector.js';
import { KeyTable } from '../detection/key-table.js';
import { steps, type Step } from '../detection/scenario.js';
import { ValueTurns } from '../detection/value-turns.js';

const windowSeconds = 1800;
const mostCredentials = 524_288;

const call = (network: string, agent: string): Omit<Step, 'at'> => ({
  kind: 'access',
  principalId: 'key:k1',
  credentialId: 'k1',
  client: `${network}.7`,
  agent,
  status: 200,
});

/** CWE-522. A stolen or passed-on credential: two clients use it side by side, from two networks. */
export default defineDetector({
  id: 'key-sharing',
  number: 8,
  title: 'Key or token used by two clients',
  version: 1,
  severity: 'high',
  attack: 'T1550.001',
  owasp: 'authn_token_reuse',
  kinds: ['access'],
  needs: ['credentialId', 'client', 'agent'],
  thresholds: {
    turns: {
      default: 2,
      describe: 'changes between the clients in 30 minutes: one is a move, two are not',
      minimum: 1,
    },
  },
  dedupSeconds: 7200,
  response: ['alert', 'revoke'],
  acts: false,
  guard: 'network and user agent must both be two, in turn; credentials of `serverKeys` are left out',
  runbook: 'Ask the holder which client is theirs. Rotate the key, or end the session, and look at what the other did.',

  start({ turns }, { context: { serverKeys } }) {
    const table = new KeyTable(mostCredentials);
    const networks = new ValueTurns(table, windowSeconds);
    const agents = new ValueTurns(table, windowSeconds);
    return {
      see(seen) {
        const { event, now } = seen;
        if (serverKeys?.has(event.credentialId!)) return undefined;
        const row = table.row(seen.hash(event.credentialId!));
        const ofNetworks = networks.add(row, seen.hash(seen.network) >>> 0, now);
        const ofAgents = agents.add(row, seen.hash(event.agent!) >>> 0, now);
        const changes = Math.min(ofNetworks, ofAgents);
        if (changes < turns) return undefined;
        return {
          summary: 'A credential is used in turn by two clients on two networks',
          observed: changes,
          threshold: turns,
          windowSeconds,
          about: { kind: 'credential', id: event.credentialId! },
        };
      },
    };
  },

  fires: [
    {
      name: 'a script in a data centre beside the browser of the owner',
      steps: () => steps(12, 60, (i) => (i % 3 === 2 ? call('203.0.113', 'curl') : call('198.51.100', 'browser'))),
    },
    {
      name: 'a key that three people pass on',
      steps: () => steps(12, 60, (i) => call(`203.0.${i % 3}`, `tool${i % 3}`)),
    },
  ],
  silent: [
    {
      name: 'a phone that goes from wireless to mobile and back',
      steps: () => steps(12, 60, (i) => call(i % 3 === 2 ? '203.0.113' : '198.51.100', 'phone')),
    },
    {
      name: 'a new version of the client, deployed to another network',
      steps: () => steps(20, 60, (i) => (i < 10 ? call('198.51.100', 'v1') : call('203.0.113', 'v2'))),
    },
    {
      name: 'two clients a day apart',
      steps: () => steps(8, 86_400, (i) => (i % 2 ? call('203.0.113', 'v2') : call('198.51.100', 'v1'))),
    },
    {
      name: 'the key of several servers',
      context: { serverKeys: new Set(['k1']) },
      steps: () => steps(12, 60, (i) => (i % 2 ? call('203.0.113', 'v2') : call('198.51.100', 'v1'))),
    },
  ],
});
