import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { wilsonLower } from '../detection/wilson.js';

const windowSeconds = 600;
/** Refusals that say nothing about what the caller looks for. */
const uncounted: ReadonlySet<number> = new Set([408, 429, 499]);

const answer = (status: number): Omit<Step, 'at'> => ({
  kind: status === 200 ? 'access' : 'denial',
  client: '198.51.100.7',
  agent: 'agent001',
  status,
});

/** Most of what a caller sends is refused: it does not know the API, it tries it out. */
export default defineDetector({
  id: 'client-error-ratio',
  number: 30,
  title: 'Mostly refused calls of one actor',
  version: 1,
  severity: 'low',
  attack: 'T1595',
  owasp: 'malicious_extraneous',
  kinds: ['access', 'denial'],
  needs: ['status', 'client'],
  thresholds: {
    percent: {
      default: 50,
      describe: 'share of refused calls (4xx): lower bound of its confidence interval, in percent',
      minimum: 1,
      maximum: 99,
    },
    calls: { default: 30, describe: 'calls in 10 minutes', minimum: 5 },
  },
  dedupSeconds: 3600,
  response: ['alert'],
  acts: false,
  guard: 'the lower bound is low while there are few calls; 429 and calls that the client gave up do not count',
  runbook: 'Look at the codes of its denials: a client with a fault has one kind, an attacker several.',

  start({ percent, calls }, { actors }) {
    const start = actors.column('u32');
    const all = actors.column('u16');
    const bad = actors.column('u16');
    return {
      see(seen) {
        const { event, now, row } = seen;
        const status = event.status!;
        if (uncounted.has(status)) return undefined;
        const second = Math.floor(now / 1000);
        const passed = second - start.data[row]!;
        if (passed > windowSeconds || passed < 0) {
          start.data[row] = second;
          all.data[row] = bad.data[row] = 0;
        }
        const total = (all.data[row] = Math.min(all.data[row]! + 1, 0xffff));
        if (status < 400 || status > 499) return undefined;
        const refused = (bad.data[row] = Math.min(bad.data[row]! + 1, 0xffff));
        if (total < calls) return undefined;
        const lower = wilsonLower(refused, total) * 100;
        if (lower <= percent) return undefined;
        return {
          summary: `${refused} of ${total} calls in 10 minutes were refused`,
          observed: lower,
          threshold: percent,
          windowSeconds,
        };
      },
    };
  },

  fires: [
    { name: 'forty calls, nearly all refused', steps: () => steps(40, 5, (i) => answer(i % 10 === 0 ? 200 : 403)) },
  ],
  silent: [
    { name: 'half of them refused', steps: () => steps(200, 2, (i) => answer(i % 2 ? 200 : 404)) },
    { name: 'too few to say', steps: () => steps(25, 5, () => answer(404)) },
    { name: 'a client that hits its limit', steps: () => steps(200, 2, (i) => answer(i % 5 ? 429 : 200)) },
  ],
});
