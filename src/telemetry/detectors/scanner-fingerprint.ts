import { defineDetector } from '../detection/detector.js';
import type { Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostActors = 20_000;

const call = (signals: string): Step => ({
  at: 0,
  kind: 'denial',
  client: '198.51.100.7',
  agent: 'agent001',
  code: 'OPERATION_UNKNOWN',
  status: 404,
  signals,
});

/** Tools that say who they are, or send what only they send. */
export default defineDetector({
  id: 'scanner-fingerprint',
  number: 18,
  title: 'Scanner recognised',
  version: 1,
  severity: 'low',
  attack: 'T1595.002',
  owasp: 'malicious_attack_tool',
  kinds: ['access', 'denial', 'would_deny'],
  needs: ['signals', 'client'],
  thresholds: { calls: { default: 1, describe: 'calls that show a scanner in 10 minutes', minimum: 1 } },
  dedupSeconds: 3600,
  response: ['throttle', 'alert'],
  acts: false,
  guard: 'the own scanner sends the id of its run; runs of `ownRuns` are known',
  runbook: 'Ask who tests. Throttle when nobody does, and look at what the tool found.',

  start({ calls }, { context: { ownRuns } }) {
    const counts = new WindowCounts<number>(windowSeconds, mostActors);
    return {
      see(seen) {
        const isScanner = seen.has('scanner-agent') || seen.has('attack:scanner');
        if (!isScanner || seen.after('run:').some((run) => ownRuns?.has(run))) return undefined;
        const count = counts.add(seen.actorHash, seen.now);
        if (count < calls) return undefined;
        return { summary: 'A scanner was recognised', observed: count, threshold: calls, windowSeconds };
      },
    };
  },

  fires: [
    { name: 'the user agent of a scanner', steps: () => [call('scanner-agent')] },
    { name: 'a probe that only scanners send', steps: () => [call('attack:scanner')] },
    { name: 'a run that is not ours', steps: () => [call('scanner-agent run:other')] },
  ],
  silent: [
    { name: 'an ordinary client', steps: () => [call('drift')] },
    {
      name: 'our own pentest',
      context: { ownRuns: new Set(['run1']) },
      steps: () => [call('scanner-agent run:run1')],
    },
  ],
});
