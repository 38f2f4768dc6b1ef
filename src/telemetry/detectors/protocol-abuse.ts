import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostActors = 20_000;
const codes: ReadonlySet<string> = new Set(['REQUEST_MALFORMED', 'METHOD_OVERRIDE_REFUSED', 'PATH_AMBIGUOUS']);
/** Words in the reasons that no client sends by a fault of its own. */
const deliberate = /transfer.encoding|content.length|chunk|host|framing|field twice|override/i;

const refusal = (reason: string, code = 'REQUEST_MALFORMED'): Omit<Step, 'at'> => ({
  kind: 'denial',
  guard: 'message',
  code,
  client: '198.51.100.7',
  status: 400,
  detail: { reason },
});

/** CWE-444. Messages that two servers read differently: there is no other reason to write them. */
export default defineDetector({
  id: 'protocol-abuse',
  number: 39,
  title: 'Protocol abused',
  version: 1,
  severity: 'high',
  attack: 'T1190',
  owasp: 'malicious_extraneous',
  kinds: ['denial', 'would_deny'],
  needs: ['client', 'code'],
  thresholds: {
    deliberate: {
      default: 2,
      describe: 'messages with two lengths, bad chunks, two hosts or another method, in 10 minutes',
      minimum: 1,
    },
    malformed: { default: 10, describe: 'other malformed messages', minimum: 2 },
  },
  dedupSeconds: 900,
  response: ['block'],
  acts: true,
  guard: 'once is a broken proxy; other malformed messages count less',
  runbook: 'The block ends by itself. Behind a proxy: the client is the proxy, look at what it lets through.',

  start({ deliberate: mostDeliberate, malformed }) {
    const counts = new WindowCounts<string>(windowSeconds, mostActors);
    return {
      see(seen) {
        const { event, now } = seen;
        if (!codes.has(event.code!)) return undefined;
        const isDeliberate = event.code === 'METHOD_OVERRIDE_REFUSED' || deliberate.test(seen.detail('reason') ?? '');
        const most = isDeliberate ? mostDeliberate : malformed;
        const count = counts.add(`${isDeliberate} ${seen.address}`, now);
        if (count < most) return undefined;
        return {
          summary: `${Math.round(count)} messages that two servers could read differently`,
          observed: count,
          threshold: most,
          windowSeconds,
          about: { kind: 'client', id: event.client! },
        };
      },
    };
  },

  fires: [
    { name: 'two lengths, twice', steps: () => steps(2, 5, () => refusal('parser: unexpected content length')) },
    { name: 'another method, twice', steps: () => steps(2, 5, () => refusal('', 'METHOD_OVERRIDE_REFUSED')) },
    { name: 'ten malformed messages', steps: () => steps(10, 5, () => refusal('a bad field name')) },
  ],
  silent: [
    { name: 'one broken message', steps: () => [{ ...refusal('chunk size'), at: 0 }] },
    { name: 'nine malformed ones', steps: () => steps(9, 5, () => refusal('a bad field name')) },
    { name: 'other denials', steps: () => steps(50, 5, () => refusal('host', 'ROLE_MISSING')) },
  ],
});
