import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { KnownValues } from '../detection/windows.js';

const historySeconds = 14 * 86_400;
const mostKeys = 50_000;

const call = (client: string, agent = 'agent001'): Omit<Step, 'at'> => ({
  kind: 'access',
  principalId: 'key:k1',
  credentialId: 'k1',
  client,
  agent,
  status: 200,
});

/** A key at a network or in a client where it was not seen for two weeks: worth a line, not a call. */
export default defineDetector({
  id: 'new-client-for-key',
  number: 9,
  title: 'New network or client for a key',
  version: 1,
  severity: 'low',
  attack: 'T1078.004',
  owasp: 'authn_token_created',
  kinds: ['access'],
  needs: ['credentialId', 'principalId', 'client'],
  thresholds: {
    quietDays: { default: 7, describe: 'days after the first use in which everything is new', minimum: 0 },
  },
  dedupSeconds: 86_400,
  response: ['log'],
  acts: false,
  guard: 'API keys only: tokens live for minutes; the first days of a key are quiet',
  runbook: 'Read it when something else points at the key: it says since when it is used elsewhere.',

  start({ quietDays }) {
    const networks = new KnownValues<string>(historySeconds, { maxKeys: mostKeys, mostValues: 64 });
    const agents = new KnownValues<string>(historySeconds, { maxKeys: mostKeys, mostValues: 32 });
    return {
      see(seen) {
        const { event, now } = seen;
        if (!event.principalId!.startsWith('key:')) return undefined;
        const id = event.credentialId!;
        const network = networks.add(id, seen.hash(seen.network), now);
        const isNewAgent = event.agent !== undefined && agents.add(id, seen.hash(event.agent), now).isNew;
        if (!network.isNew && !isNewAgent) return undefined;
        if (network.knownMillis < quietDays * 86_400_000) return undefined;
        return {
          summary: `A key is used ${network.isNew ? 'from a network' : 'by a client'} that it was not seen with before`,
          observed: 1,
          threshold: 1,
          windowSeconds: historySeconds,
          about: { kind: 'credential', id },
        };
      },
    };
  },

  fires: [
    {
      name: 'another network after ten days',
      steps: () => [...steps(10, 86_400, () => call('198.51.100.7')), { ...call('203.0.113.9'), at: 864_000 }],
    },
    {
      name: 'another client after ten days',
      steps: () => [...steps(10, 86_400, () => call('198.51.100.7')), { ...call('198.51.100.7', 'curl'), at: 864_000 }],
    },
  ],
  silent: [
    {
      name: 'the first week of a key',
      steps: () => steps(6, 86_400, (i) => call(`203.0.${i}.9`, `agent${i}`)),
    },
    {
      name: 'networks that it uses in turn',
      steps: () => steps(20, 86_400, (i) => call(`203.0.${i % 3}.9`)),
    },
  ],
});
