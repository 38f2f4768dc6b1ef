import { defineDetector } from '../detection/detector.js';
import { LogHistogram } from '../detection/log-histogram.js';
import { LruMap } from '../detection/lru-map.js';
import { steps, type Step } from '../detection/scenario.js';

const mostOperations = 5000;
const enough = 50;

const call = (parts: Partial<Step> = {}): Omit<Step, 'at'> => ({
  kind: 'access',
  operationId: 'search',
  client: '198.51.100.7',
  agent: 'agent001',
  status: 200,
  micros: 20_000,
  bytesOut: 2000,
  ...parts,
});

/** CWE-74. An attack that passed (in monitor mode) and was followed by what a successful one looks like. */
export default defineDetector({
  id: 'injection-worked',
  number: 21,
  title: 'Injection that worked',
  version: 1,
  severity: 'critical',
  attack: 'T1190',
  owasp: 'input_validation_fail',
  kinds: ['access'],
  needs: ['operationId', 'status'],
  thresholds: {
    slower: { default: 5, describe: 'times slower than 99 % of the calls, and 2 s at least', minimum: 2 },
    larger: { default: 10, describe: 'times larger than 99 % of the answers, and 10 kB at least', minimum: 2 },
  },
  dedupSeconds: 1800,
  response: ['alert'],
  acts: false,
  guard: 'other calls of the same operation are the control: time and size are compared with theirs',
  runbook:
    'Treat it as a breach until shown otherwise: set inspection to `enforce`, keep the evidence, look at the data of the operation.',

  start({ slower, larger }) {
    const usual = new LruMap<number, { readonly micros: LogHistogram; readonly bytes: LogHistogram }>(mostOperations);
    return {
      see(seen) {
        const { event } = seen;
        const normal = usual.orMake(seen.operation!.hash, () => ({
          micros: new LogHistogram(),
          bytes: new LogHistogram(),
        }));
        if (event.signals === undefined || seen.after('attack:').length === 0) {
          if (event.micros !== undefined) normal.micros.add(event.micros);
          if (event.bytesOut !== undefined) normal.bytes.add(event.bytesOut);
          return undefined;
        }
        const because = effect();
        if (!because) return undefined;
        return { summary: `An attack passed, and ${because.text}`, ...because.numbers, windowSeconds: 1 };

        function effect() {
          const { status = 0, micros = 0, bytesOut = 0 } = event;
          const once = { observed: 1, threshold: 1 };
          if (seen.has('sql-error')) return { text: 'the answer is an error of the database', numbers: once };
          if (status >= 500) return { text: `the API failed with ${status}`, numbers: once };
          if (normal.micros.total < enough) return undefined;
          const time = Math.max(2_000_000, slower * normal.micros.quantile(0.99));
          if (micros > time) return { text: 'it took unusually long', numbers: { observed: micros, threshold: time } };
          const size = Math.max(10_000, larger * normal.bytes.quantile(0.99));
          return bytesOut > size
            ? { text: 'the answer is unusually large', numbers: { observed: bytesOut, threshold: size } }
            : undefined;
        }
      },
    };
  },

  fires: [
    { name: 'an error of the API', steps: () => [{ ...call({ signals: 'attack:sqli', status: 500 }), at: 0 }] },
    { name: 'an error text of the database', steps: () => [{ ...call({ signals: 'attack:sqli sql-error' }), at: 0 }] },
    {
      name: 'a long wait',
      steps: () => [...steps(60, 1, () => call()), { ...call({ signals: 'attack:sqli', micros: 5_100_000 }), at: 70 }],
    },
    {
      name: 'a whole table',
      steps: () => [...steps(60, 1, () => call()), { ...call({ signals: 'attack:sqli', bytesOut: 900_000 }), at: 70 }],
    },
  ],
  silent: [
    {
      name: 'an attack that did nothing',
      steps: () => [...steps(60, 1, () => call()), { ...call({ signals: 'attack:sqli' }), at: 70 }],
    },
    { name: 'errors without an attack', steps: () => steps(60, 1, () => call({ status: 500 })) },
    {
      name: 'a large answer without an attack',
      steps: () => [...steps(60, 1, () => call()), { ...call({ bytesOut: 900_000 }), at: 70 }],
    },
  ],
});
