import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowDistincts } from '../detection/windows.js';

const windowSeconds = 300;
const mostActors = 20_000;
const codes: ReadonlySet<string> = new Set(['OPERATION_UNKNOWN', 'METHOD_NOT_ALLOWED', 'PATH_AMBIGUOUS']);

const miss = (path: number, client = '198.51.100.7'): Omit<Step, 'at'> => ({
  kind: 'denial',
  guard: 'route',
  code: 'OPERATION_UNKNOWN',
  client,
  agent: 'agent001',
  status: 404,
  detail: { pathHash: `path${path}`, pathLength: 10 },
});

/** Word lists of paths. Broken links and old clients ask for the same few again. */
export default defineDetector({
  id: 'path-discovery',
  number: 17,
  title: 'Paths searched',
  version: 1,
  severity: 'medium',
  attack: 'T1595.003',
  owasp: 'malicious_excess_404',
  kinds: ['denial', 'access'],
  needs: ['client'],
  thresholds: { paths: { default: 25, describe: 'different unknown paths in 5 minutes', minimum: 5 } },
  dedupSeconds: 900,
  response: ['block'],
  acts: false,
  guard: 'the same path counts once',
  runbook: 'Block the address for a while. Look whether a path was found: shadow operations are detected separately.',

  start({ paths }) {
    const asked = new WindowDistincts<string>(windowSeconds, mostActors);
    return {
      see(seen) {
        const { event, now } = seen;
        const isUnknown =
          event.kind === 'denial' ? codes.has(event.code ?? '') : event.template !== undefined && event.status === 404;
        const path = seen.detail('pathHash') ?? event.template;
        if (!isUnknown || path === undefined) return undefined;
        const count = asked.add(seen.address, seen.hash(path), now);
        if (count < paths) return undefined;
        return {
          summary: `${count} different unknown paths in 5 minutes`,
          observed: count,
          threshold: paths,
          windowSeconds,
          about: { kind: 'client', id: event.client! },
        };
      },
    };
  },

  fires: [
    { name: 'thirty paths in a minute', steps: () => steps(30, 2, (i) => miss(i)) },
    { name: 'one every ten seconds', steps: () => steps(40, 10, (i) => miss(i)) },
  ],
  silent: [
    { name: 'the same broken link 200 times', steps: () => steps(200, 1, () => miss(1)) },
    { name: 'an old client with 20 paths that are gone', steps: () => steps(100, 3, (i) => miss(i % 20)) },
    { name: 'many addresses, one path each', steps: () => steps(100, 1, (i) => miss(i, `203.0.113.${i}`)) },
  ],
});
