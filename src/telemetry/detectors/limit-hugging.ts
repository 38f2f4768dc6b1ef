import { SlidingDistinct } from '../detection/distinct.js';
import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { SpaceSaving } from '../detection/space-saving.js';

const huggingSeconds = 1800;
const pauseSeconds = 300;
const evasionSeconds = 600;
const slots = 1000;

const anonymous = (limitUsed: number, client: string): Omit<Step, 'at'> => ({
  kind: 'access',
  operationId: 'search',
  client,
  agent: 'agent001',
  limitUsed,
  status: 200,
});
const call = (limitUsed: number): Omit<Step, 'at'> => ({
  ...anonymous(limitUsed, '198.51.100.7'),
  principalId: 'jwt:a:eve',
});

/** OWASP API4:2023. Always just below the limit, or always at another address when it is reached. */
export default defineDetector({
  id: 'limit-hugging',
  number: 31,
  title: 'Limit hugged or evaded',
  version: 1,
  severity: 'low',
  attack: 'T1499.003',
  owasp: 'excess_rate_limit_exceeded',
  kinds: ['access', 'denial'],
  needs: ['limitUsed'],
  thresholds: {
    percent: {
      default: 90,
      describe: 'share of the limit that is used without a pause, for 30 minutes',
      minimum: 50,
      maximum: 100,
    },
    addresses: { default: 20, describe: 'addresses of one client near their limit in 10 minutes', minimum: 3 },
  },
  dedupSeconds: 4 * 3600,
  response: ['throttle'],
  acts: false,
  guard:
    'a pause of five minutes ends it; principals of `partners`; only addresses near their limit count, and none of `sharedAddresses`',
  runbook: 'Count by principal or account instead of address (`per`), or lower the limit for the operation.',

  start({ percent, addresses }, { actors, context: { partners } }) {
    const since = actors.column('u32');
    const lastAt = actors.column('u32');
    const clients = new SpaceSaving(slots, () => new SlidingDistinct(evasionSeconds));
    return {
      see(seen) {
        const { event, now, row } = seen;
        if (partners?.has(event.principalId ?? '')) return undefined;
        const second = Math.floor(now / 1000);
        const isNear = event.limitUsed! >= percent;
        const passed = second - lastAt.data[row]!;
        if (passed > pauseSeconds || passed < 0 || !isNear) since.data[row] = isNear ? second : 0;
        else if (since.data[row] === 0) since.data[row] = second;
        lastAt.data[row] = second;
        if (!isNear) return undefined;
        const hugging = second - since.data[row]!;
        if (hugging >= huggingSeconds) {
          return {
            summary: `${percent} % of the limit used for ${Math.round(hugging / 60)} minutes`,
            observed: hugging,
            threshold: huggingSeconds,
            windowSeconds: huggingSeconds,
          };
        }
        if (event.agent === undefined || event.principalId !== undefined || seen.isSharedAddress) return undefined;
        const different = clients.add(`${event.operationId} ${event.agent}`).value.add(seen.hash(seen.address), now);
        if (different < addresses) return undefined;
        return {
          summary: `One client is near its limit at ${different} addresses`,
          observed: different,
          threshold: addresses,
          windowSeconds: evasionSeconds,
          about: { kind: 'client', id: event.agent },
        };
      },
    };
  },

  fires: [
    { name: 'at 95 % for 40 minutes', steps: () => steps(240, 10, () => call(95)) },
    {
      name: 'a new address whenever the limit is reached',
      steps: () => steps(30, 15, (i) => anonymous(97, `203.0.${i}.9`)),
    },
  ],
  silent: [
    { name: 'at the limit for ten minutes', steps: () => steps(60, 10, () => call(100)) },
    { name: 'half of the limit, all day', steps: () => steps(1000, 30, () => call(50)) },
    {
      name: 'bursts with pauses',
      steps: () =>
        steps(60, 1, () => call(95)).flatMap((step) =>
          [0, 900, 1800, 2700].map((from) => ({ ...step, at: step.at + from })),
        ),
    },
    {
      name: 'a partner',
      context: { partners: new Set(['jwt:a:eve']) },
      steps: () => steps(240, 10, () => call(95)),
    },
  ],
});
