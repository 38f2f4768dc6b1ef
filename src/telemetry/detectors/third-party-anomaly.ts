import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { KnownValues, WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const historySeconds = 90 * 86_400;
const daySeconds = 86_400;

const out = (host: string): Omit<Step, 'at'> => ({ kind: 'egress_call', api: 'shop', detail: { vendor: 'pay', host } });

/** OWASP API10:2023. A partner that answers from elsewhere, with another certificate, or with signatures that fail. */
export default defineDetector({
  id: 'third-party-anomaly',
  number: 42,
  title: 'Third party behaves differently',
  version: 1,
  severity: 'medium',
  attack: 'T1199',
  owasp: 'malicious_extraneous',
  kinds: ['egress_call', 'egress_certificate_changed', 'webhook_refused'],
  needs: ['detail'],
  thresholds: {
    quietDays: { default: 7, describe: 'days after the first call in which every host is new', minimum: 0 },
    refused: { default: 5, describe: 'webhooks with a bad signature in 10 minutes', minimum: 1 },
  },
  dedupSeconds: daySeconds,
  response: ['alert'],
  acts: false,
  guard: 'announced maintenance; a certificate of the same key that was merely renewed is no change',
  runbook:
    'Ask the vendor through a channel that you had before. Keep the host on the allow-list only when they confirm it.',

  start({ quietDays, refused }, { context: { isMaintenance } }) {
    const hosts = new KnownValues<string>(historySeconds, { maxKeys: 1000, mostValues: 512 });
    const bad = new WindowCounts<string>(windowSeconds, 1000);
    return {
      see(seen) {
        const { event, now } = seen;
        const vendor = seen.detail('vendor') ?? event.api ?? 'unknown';
        const about = { kind: 'system' as const, id: `vendor:${vendor}` };
        if (isMaintenance?.(now)) return undefined;
        if (event.kind === 'egress_certificate_changed') {
          if (seen.detail('sameKey') === 'yes') return undefined;
          return {
            summary: `The certificate of ${vendor} has another key`,
            observed: 1,
            threshold: 1,
            windowSeconds,
            about,
          };
        }
        if (event.kind === 'webhook_refused') {
          const count = bad.add(vendor, now);
          if (count < refused) return undefined;
          return {
            summary: `${Math.round(count)} webhooks in the name of ${vendor} had a bad signature`,
            observed: count,
            threshold: refused,
            windowSeconds,
            about,
          };
        }
        const host = seen.detail('host');
        if (host === undefined) return undefined;
        const { isNew, knownMillis } = hosts.add(event.api ?? '', seen.hash(host), now);
        if (!isNew || knownMillis < quietDays * daySeconds * 1000) return undefined;
        return {
          summary: `A call went to the host ${host} for the first time`,
          observed: 1,
          threshold: 1,
          windowSeconds: historySeconds,
          about,
        };
      },
    };
  },

  fires: [
    {
      name: 'a host never called before',
      steps: () => [...steps(10, daySeconds, () => out('pay.example')), { ...out('pay.example.net'), at: 864_000 }],
    },
    {
      name: 'a certificate with another key',
      steps: () => [{ kind: 'egress_certificate_changed', at: 0, detail: { vendor: 'pay' } }],
    },
    {
      name: 'five bad signatures',
      steps: () => steps(5, 20, () => ({ kind: 'webhook_refused', detail: { vendor: 'pay' } })),
    },
  ],
  silent: [
    { name: 'the first week', steps: () => steps(6, daySeconds, (i) => out(`h${i}.example`)) },
    {
      name: 'a renewed certificate',
      steps: () => [{ kind: 'egress_certificate_changed', at: 0, detail: { vendor: 'pay', sameKey: 'yes' } }],
    },
    {
      name: 'four bad signatures',
      steps: () => steps(4, 20, () => ({ kind: 'webhook_refused', detail: { vendor: 'pay' } })),
    },
    { name: 'the usual hosts', steps: () => steps(60, daySeconds, (i) => out(`h${i % 4}.example`)) },
  ],
});
