import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts, WindowDistincts } from '../detection/windows.js';

const windowSeconds = 600;
const mostActors = 20_000;
/** Judged by detectors of their own. */
const elsewhere: ReadonlySet<string> = new Set(['ssrf', 'scanner', 'protocol']);

const hit = (family: string, kind: 'denial' | 'would_deny' = 'denial'): Omit<Step, 'at'> => ({
  kind,
  operationId: 'search',
  client: '198.51.100.7',
  agent: 'agent001',
  guard: 'inspect',
  status: 403,
  signals: `attack:${family}`,
});

/** CWE-74. One strange text is a search for O'Brien; several kinds of them are a tool. */
export default defineDetector({
  id: 'injection-attempts',
  number: 20,
  title: 'Injection attempts',
  version: 1,
  severity: 'high',
  attack: 'T1190',
  owasp: 'input_validation_fail',
  kinds: ['denial', 'would_deny'],
  needs: ['signals'],
  thresholds: {
    families: { default: 3, describe: 'different kinds of attack in 10 minutes', minimum: 1 },
    hits: { default: 10, describe: 'hits in 10 minutes', minimum: 1 },
  },
  dedupSeconds: 1800,
  response: ['throttle', 'alert'],
  acts: false,
  guard: 'fields for free text never deny (their kind says so), and a hit there is no event',
  runbook: 'See which parameter was aimed at, and run `portcullis pentest` for that operation.',

  start({ families, hits }) {
    const counts = new WindowCounts<number>(windowSeconds, mostActors);
    const kinds = new WindowDistincts<number>(windowSeconds, mostActors);
    return {
      see(seen) {
        const attacks = seen.after('attack:').filter((family) => !elsewhere.has(family));
        if (attacks.length === 0) return undefined;
        const { actorHash, now } = seen;
        const count = counts.add(actorHash, now);
        const different = Math.max(...attacks.map((family) => kinds.add(actorHash, seen.hash(family), now)));
        if (count < hits && different < families) return undefined;
        const byFamilies = different >= families;
        return {
          summary: `${Math.round(count)} injection attempts of ${different} kinds in 10 minutes`,
          observed: byFamilies ? different : count,
          threshold: byFamilies ? families : hits,
          windowSeconds,
        };
      },
    };
  },

  fires: [
    { name: 'three kinds', steps: () => ['sqli', 'xss', 'lfi'].map((family, i) => ({ ...hit(family), at: i * 20 })) },
    { name: 'ten hits of one kind, in monitor mode', steps: () => steps(10, 20, () => hit('sqli', 'would_deny')) },
  ],
  silent: [
    { name: 'two kinds, a few times', steps: () => steps(9, 20, (i) => hit(i % 2 ? 'sqli' : 'xss')) },
    {
      name: 'nine hits, and nine an hour later',
      steps: () => [...steps(9, 20, () => hit('sqli')), ...steps(9, 20, () => hit('sqli'), 3600)],
    },
    { name: 'a scanner that is recognised otherwise', steps: () => steps(30, 5, () => hit('scanner')) },
  ],
});
