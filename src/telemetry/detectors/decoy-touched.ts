import { defineDetector } from '../detection/detector.js';
import type { Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostActors = 20_000;

const touch = (signals: string): Step => ({
  at: 0,
  kind: 'denial',
  client: '198.51.100.7',
  agent: 'agent001',
  code: 'OPERATION_UNKNOWN',
  status: 404,
  signals,
});

/** Paths, keys, objects and fields that exist for nobody: whoever uses one was looking around. */
export default defineDetector({
  id: 'decoy-touched',
  number: 19,
  title: 'Decoy touched',
  version: 1,
  severity: 'high',
  attack: 'T1595',
  owasp: 'malicious_extraneous',
  kinds: ['access', 'denial', 'would_deny'],
  needs: ['signals'],
  thresholds: { touches: { default: 1, describe: 'touches of a decoy in 10 minutes', minimum: 1 } },
  dedupSeconds: 900,
  response: ['block', 'alert'],
  acts: true,
  guard: 'decoys are named in no contract, document or answer; runs of `ownRuns` may touch them',
  runbook:
    'A decoy key was stolen together with others: rotate those that were kept with it. The block ends by itself.',

  start({ touches }, { context: { ownRuns } }) {
    const counts = new WindowCounts<number>(windowSeconds, mostActors);
    return {
      see(seen) {
        const [decoy] = seen.after('decoy:');
        if (decoy === undefined || seen.after('run:').some((run) => ownRuns?.has(run))) return undefined;
        const count = counts.add(seen.actorHash, seen.now);
        if (count < touches) return undefined;
        return { summary: `A decoy (${decoy}) was touched`, observed: count, threshold: touches, windowSeconds };
      },
    };
  },

  fires: ['path', 'key', 'object', 'field'].map((kind) => ({
    name: `a decoy ${kind}`,
    steps: () => [touch(`decoy:${kind}`)],
  })),
  silent: [
    { name: 'a path that is merely unknown', steps: () => [touch('scanner-agent')] },
    {
      name: 'our own pentest',
      context: { ownRuns: new Set(['run1']) },
      steps: () => [touch('decoy:path run:run1')],
    },
  ],
});
