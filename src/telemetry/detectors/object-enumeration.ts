import { defineDetector, type Sighting } from '../detection/detector.js';
import { LogHistogram } from '../detection/log-histogram.js';
import { LruMap } from '../detection/lru-map.js';
import { ObjectWalk } from '../detection/object-walk.js';
import { steps, type Step } from '../detection/scenario.js';
import type { Seen } from '../detection/seen.js';

const windowSeconds = 600;
const mostWalks = 20_000;
const mostOperations = 5000;
const daySeconds = 86_400;
/** Below so many windows of an operation its quantile says nothing. */
const enoughWindows = 100;
const failed = (seen: Seen): boolean => [401, 403, 404].includes(seen.event.status ?? 0) || seen.has('foreign-object');

const read = (object: number, status = 200, principalId = 'jwt:a:eve'): Omit<Step, 'at'> => ({
  kind: status === 200 ? 'access' : 'denial',
  api: 'shop',
  operationId: 'getOrder',
  principalId,
  object: `object${object}`,
  objectNumber: 5000 + object,
  status,
});

/** CWE-639, OWASP API1:2023. Ids are tried one after another, or in a range that nobody works in. */
export default defineDetector({
  id: 'object-enumeration',
  number: 14,
  title: 'Objects enumerated',
  version: 1,
  severity: 'high',
  attack: 'T1213',
  owasp: 'malicious_direct_reference',
  kinds: ['access', 'denial'],
  needs: ['object'],
  thresholds: {
    objects: { default: 15, describe: 'different objects in 10 minutes, with failures or in a row', minimum: 3 },
    failPercent: { default: 20, describe: 'share of them that failed, in percent', minimum: 1, maximum: 100 },
    adjacentPercent: {
      default: 60,
      describe: 'share of ids next to the one before, in percent',
      minimum: 1,
      maximum: 100,
    },
    many: {
      default: 20,
      describe: 'objects in 10 minutes, more than the operation ever sees and than 4 times the own most',
      minimum: 5,
    },
    failures: { default: 25, describe: 'failures in 10 minutes, with the share above', minimum: 5 },
    perDay: {
      default: 100,
      describe: 'objects in a day, 6 times the own most of 10 minutes, and twice the own most of a day',
      minimum: 20,
    },
  },
  dedupSeconds: 3600,
  response: ['throttle', 'alert'],
  acts: false,
  guard: 'compared with the own 7-day most of the actor and with the operation; operations of `exports` are left out',
  runbook:
    'See whose objects were answered with 200. Give the operation an owner rule; `portcullis pentest --checks bola-read,bola-write` proves it.',

  start(t) {
    const walks = new LruMap<number, ObjectWalk>(mostWalks);
    const sizes = new LruMap<number, LogHistogram>(mostOperations);
    return {
      see(seen) {
        if (seen.facts.isExport) return undefined;
        const { event, now } = seen;
        const key = seen.actorOperation;
        const walk = walks.orMake(key, () => new ObjectWalk(now));
        const object = { hash: seen.hash(event.object!), number: event.objectNumber, failed: failed(seen) };
        const closed = walk.add(object, now);
        const ofOperation = sizes.orMake(seen.operation?.hash ?? 0, () => new LogHistogram());
        if (closed !== undefined) {
          ofOperation.add(closed);
          walk.own = Math.max(walk.own, closed);
        }
        const isMuch = walk.distinct >= t.objects || walk.failures >= t.failures;
        return isMuch ? judge(walk, ofOperation) : byDay(walk, t.perDay);
      },
    };

    function judge(walk: ObjectWalk, ofOperation: LogHistogram): Sighting | undefined {
      const { distinct: n, calls, failures, neighbours, numbers, own } = walk;
      const failPercent = (failures * 100) / calls;
      const adjacentPercent = numbers === 0 ? 0 : (neighbours * 100) / numbers;
      const baseline = own;
      const say = (summary: string, observed: number, threshold: number): Sighting => ({
        summary,
        observed,
        threshold,
        baseline,
        windowSeconds,
      });
      if (n >= t.objects && n > 2 * own && (failPercent >= t.failPercent || adjacentPercent >= t.adjacentPercent)) {
        const how =
          failPercent >= t.failPercent
            ? `${Math.round(failPercent)} % failed`
            : `${Math.round(adjacentPercent)} % in a row`;
        return say(`${n} different objects in 10 minutes, ${how}`, n, t.objects);
      }
      const usual = ofOperation.total >= enoughWindows ? ofOperation.quantile(0.995) : 2 * t.many;
      const most = Math.max(t.many, usual, 4 * Math.max(own, 5));
      if (n > most) return say(`${n} different objects in 10 minutes`, n, most);
      if (failPercent >= t.failPercent && failures >= t.failures) {
        return say(`${failures} failures over ${n} objects in 10 minutes`, failures, t.failures);
      }
      return byDay(walk, t.perDay);
    }
  },

  fires: [
    {
      name: 'a walk through ids that are not the own: a third is there',
      steps: () => steps(20, 10, (i) => read(i * 7, i % 3 ? 404 : 200)),
    },
    { name: 'ids in a row, all answered', steps: () => steps(18, 15, (i) => read(i)) },
    { name: 'fast, ids without order, all answered', steps: () => steps(60, 2, (i) => read((i * 7919) % 10_007)) },
    {
      name: 'slow: one object every four minutes, all day',
      steps: () => steps(260, 240, (i) => read((i * 7919) % 10_007)),
    },
    { name: 'guesses that all fail', steps: () => steps(30, 10, (i) => read(i % 8, 404)) },
  ],
  silent: [
    { name: 'a customer who looks at twelve orders', steps: () => steps(12, 10, (i) => read(i * 31)) },
    { name: 'the same five orders again and again', steps: () => steps(300, 5, (i) => read(i % 5)) },
    {
      name: 'support staff who open 14 orders every ten minutes, all day',
      steps: () => steps(400, 43, (i) => read(((i * 7919) % 10_007) % 90, 200)),
    },
    {
      name: 'an export',
      context: { operation: () => ({ isExport: true }) },
      steps: () => steps(200, 1, (i) => read(i)),
    },
    {
      name: 'many customers, each one order',
      steps: () => steps(200, 1, (i) => read(i, 200, `jwt:a:${i}`)),
    },
  ],
});

function byDay(walk: ObjectWalk, perDay: number): Sighting | undefined {
  const day = walk.ofDay();
  // On the first day of an actor nothing says what is usual for it.
  const most = Math.max(perDay, 6 * walk.own, walk.ownDay > 0 ? 2 * walk.ownDay : 1.5 * perDay);
  if (day <= most) return undefined;
  return {
    summary: `About ${Math.round(day)} different objects in a day`,
    observed: day,
    threshold: most,
    baseline: walk.own,
    windowSeconds: daySeconds,
  };
}
