import { defineDetector } from '../detection/detector.js';
import { LruMap } from '../detection/lru-map.js';
import { steps, type Step } from '../detection/scenario.js';
import { WindowCounts } from '../detection/windows.js';

const windowSeconds = 86_400;
const mostOperations = 5000;
const declared = { operation: () => ({ statuses: new Set([200, 404]) }) };

const answer = (parts: Partial<Step> = {}): Omit<Step, 'at'> => ({
  kind: 'access',
  api: 'shop',
  operationId: 'getOrder',
  status: 200,
  ...parts,
});

/** OWASP API9:2023. The API answers otherwise than its contract says: what is judged by it is judged wrongly. */
export default defineDetector({
  id: 'contract-drift',
  number: 36,
  title: 'Answers drift from the contract',
  version: 1,
  severity: 'low',
  attack: 'T1565',
  owasp: 'sys_monitor_disabled',
  kinds: ['access', 'denial'],
  needs: ['operationId', 'status'],
  thresholds: {
    percent: {
      default: 1,
      describe: 'share of answers that break the contract, in percent',
      minimum: 0.01,
      maximum: 100,
    },
    answers: { default: 100, describe: 'answers to judge by', minimum: 10 },
    statuses: { default: 5, describe: 'answers with a status that the contract does not have, in a day', minimum: 1 },
  },
  dedupSeconds: 86_400,
  response: ['alert'],
  acts: false,
  guard: 'announced deploys (`maintenance`); statuses only where the contract lists them all',
  runbook: 'Change the contract or the API. `response.validate: monitor` shows the places.',

  start({ percent, answers, statuses }, { context: { isMaintenance } }) {
    const all = new WindowCounts<number>(windowSeconds, mostOperations);
    const broken = new WindowCounts<number>(windowSeconds, mostOperations);
    const foreign = new LruMap<number, WindowCounts<number>>(mostOperations);
    return {
      see(seen) {
        const { event, now, operation } = seen;
        if (event.kind === 'denial' && event.guard !== 'response-schema') return undefined;
        if (isMaintenance?.(now)) return undefined;
        const { hash, facts, id } = operation!;
        const about = { kind: 'operation' as const, id };
        const total = all.add(hash, now);
        const isBroken = event.kind === 'denial' || seen.has('drift');
        const bad = broken.add(hash, now, isBroken ? 1 : 0);
        if (isBroken && total >= answers && (bad * 100) / total >= percent) {
          const observed = (bad * 100) / total;
          return {
            summary: `${observed.toFixed(1)} % of the answers break the contract`,
            observed,
            threshold: percent,
            windowSeconds,
            about,
          };
        }
        if (event.kind === 'denial' || !facts.statuses || facts.statuses.has(event.status!)) return undefined;
        // 499 is the client's, and a redirect or 5xx of a proxy in between is no answer of the operation.
        // Many contracts leave out what every operation may answer: none of 4xx says that they are not listed.
        if (event.status! >= 400 && ![...facts.statuses].some((status) => status >= 400)) return undefined;
        if (event.status! < 200 || event.status === 304 || event.status! >= 499) return undefined;
        const count = foreign.orMake(hash, () => new WindowCounts<number>(windowSeconds, 64)).add(event.status!, now);
        if (count < statuses) return undefined;
        return {
          summary: `The status ${event.status} is not in the contract`,
          observed: count,
          threshold: statuses,
          windowSeconds,
          about,
        };
      },
    };
  },

  fires: [
    {
      name: 'two answers of a hundred',
      steps: () => steps(150, 5, (i) => answer(i % 40 === 39 ? { signals: 'drift' } : {})),
    },
    {
      name: 'a new status',
      context: declared,
      steps: () => steps(20, 60, (i) => answer(i % 3 ? {} : { status: 202 })),
    },
    {
      name: 'answers that were withheld',
      steps: () =>
        steps(150, 5, (i) => answer(i % 40 === 39 ? { kind: 'denial', guard: 'response-schema', status: 502 } : {})),
    },
  ],
  silent: [
    {
      name: 'one answer of five hundred',
      steps: () => [...steps(499, 5, () => answer()), { ...answer({ signals: 'drift' }), at: 2600 }],
    },
    { name: 'too few to say', steps: () => steps(50, 5, () => answer({ signals: 'drift' })) },
    {
      name: 'statuses of the contract',
      context: declared,
      steps: () => steps(200, 5, (i) => answer({ status: i % 2 ? 200 : 404 })),
    },
    {
      name: 'refusals, where the contract lists none',
      context: { operation: () => ({ statuses: new Set([200]) }) },
      steps: () => steps(200, 5, () => answer({ status: 401 })),
    },
    { name: 'a contract without statuses', steps: () => steps(200, 5, () => answer({ status: 202 })) },
  ],
});
