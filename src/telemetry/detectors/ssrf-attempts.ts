import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 600;
const mostActors = 20_000;

const hit = (family: string): Omit<Step, 'at'> => ({
  kind: 'denial',
  operationId: 'setWebhook',
  principalId: 'jwt:a:eve',
  guard: 'inspect',
  status: 403,
  signals: `attack:${family}`,
});

/** CWE-918, OWASP API7:2023. Addresses of private networks and metadata services where a URL is asked for. */
export default defineDetector({
  id: 'ssrf-attempts',
  number: 24,
  title: 'Server-side request forgery tried',
  version: 1,
  severity: 'high',
  attack: 'T1190',
  owasp: 'input_validation_fail',
  kinds: ['denial', 'would_deny'],
  needs: ['signals'],
  thresholds: { hits: { default: 1, describe: 'such addresses in 10 minutes', minimum: 1 } },
  dedupSeconds: 1800,
  response: ['block', 'alert'],
  acts: false,
  guard: 'hosts of the own API never count; the inspection decodes decimal, octal and mapped forms first',
  runbook: 'Look at calls of the API to these addresses. Give the parameter a list of hosts.',

  start({ hits }) {
    const counts = new WindowCounts<number>(windowSeconds, mostActors);
    return {
      see(seen) {
        if (!seen.has('attack:ssrf')) return undefined;
        const count = counts.add(seen.actorHash, seen.now);
        if (count < hits) return undefined;
        return {
          summary: `${Math.round(count)} addresses of private networks were sent`,
          observed: count,
          threshold: hits,
          windowSeconds,
        };
      },
    };
  },

  fires: [{ name: 'the address of a metadata service', steps: () => [{ ...hit('ssrf'), at: 0 }] }],
  silent: [{ name: 'other attacks', steps: () => steps(5, 5, () => hit('sqli')) }],
});
