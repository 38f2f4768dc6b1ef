import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';
import { KnownValues } from '../detection/windows.js';

const historySeconds = 30 * 86_400;
const daySeconds = 86_400;

const call = (parts: Partial<Step> = {}): Omit<Step, 'at'> => ({
  kind: 'access',
  api: 'shop',
  operationId: 'getOrder',
  principalId: 'key:k1',
  credentialId: 'k1',
  status: 200,
  ...parts,
});

/** A key, a query parameter or a content type that an operation never saw: for the list of the day. */
export default defineDetector({
  id: 'first-seen-use',
  number: 35,
  title: 'New parameter, consumer or content type',
  version: 1,
  severity: 'info',
  attack: 'T1078',
  owasp: 'sensitive_read',
  kinds: ['access'],
  needs: ['operationId', 'status'],
  thresholds: {
    quietDays: { default: 7, describe: 'days after the first call in which everything is new', minimum: 0 },
  },
  dedupSeconds: daySeconds,
  response: ['log'],
  acts: false,
  guard: 'once a day for each operation; people are too many to be news, keys are not',
  runbook: 'Read the list of the day: an undeclared parameter that works is missing in the contract.',

  start({ quietDays }) {
    const values = new KnownValues<number>(historySeconds, { maxKeys: 5000, mostValues: 512 });
    return {
      see(seen) {
        const { event, now } = seen;
        if (!seen.isOk) return undefined;
        const isKey = event.principalId?.startsWith('key:') === true;
        if (!isKey && event.signals === undefined) return undefined;
        const things = seen.words.filter((word) => word.startsWith('param:') || word.startsWith('type:'));
        if (isKey) things.push(`consumer:${event.principalId}`);
        for (const thing of things) {
          const { isNew, knownMillis } = values.add(seen.operation!.hash, seen.hash(thing), now);
          if (!isNew || knownMillis < quietDays * daySeconds * 1000) continue;
          return {
            summary: `First use: ${thing.replace(':', ' ')}`,
            observed: 1,
            threshold: 1,
            windowSeconds: historySeconds,
            about: { kind: 'operation', id: event.operationId! },
          };
        }
        return undefined;
      },
    };
  },

  fires: [
    {
      name: 'a new consumer after ten days',
      steps: () => [...steps(10, daySeconds, () => call()), { ...call({ principalId: 'key:k2' }), at: 864_000 }],
    },
    {
      name: 'a new parameter',
      steps: () => [...steps(10, daySeconds, () => call()), { ...call({ signals: 'param:abcdefgh' }), at: 864_000 }],
    },
    {
      name: 'a new content type',
      steps: () => [...steps(10, daySeconds, () => call()), { ...call({ signals: 'type:text/xml' }), at: 864_000 }],
    },
  ],
  silent: [
    { name: 'the first week', steps: () => steps(6, daySeconds, (i) => call({ principalId: `key:k${i}` })) },
    {
      name: 'new people',
      steps: () => [
        ...steps(10, daySeconds, () => call()),
        ...steps(10, 5, (i) => call({ principalId: `jwt:a:${i}` }), 864_000),
      ],
    },
    { name: 'the same consumers', steps: () => steps(40, daySeconds, (i) => call({ principalId: `key:k${i % 3}` })) },
  ],
});
