import type { SecurityEvent } from '../core/events.js';
import type { PolicyPatch } from '../core/finding.js';

/** What becomes of a recorded call with the patch; `unjudged` where the record does not say enough. */
type Verdict = 'passes' | 'denied' | 'unjudged';
type Judge = (event: SecurityEvent) => Verdict;

/** What a patch would have done to recorded calls. */
export interface DryRun {
  /** Calls of the patched operations; those of open detections and of pentests are left out. */
  readonly calls: number;
  readonly denied: number;
  readonly unjudged: number;
  /** Calls by clients that a detection is open about: not counted above. */
  readonly suspicious: number;
  /** Denied calls by client and operation, the ten largest first. */
  readonly largest: readonly { readonly client: string; readonly operation: string; readonly denied: number }[];
}

/** More denied calls than these, in percent, need a person's word. */
export const mostDeniedPercent = 0.1;

export const deniedPercent = ({ calls, denied }: Pick<DryRun, 'calls' | 'denied'>): number =>
  calls === 0 ? 0 : (100 * denied) / calls;

const mostListed = 10;

/** Guards that change answers and refuse no call. */
const changing = new Set([
  'response-headers',
  'hide-errors',
  'uniform-answer',
  'response-filter',
  'returns-filter',
  'read-properties',
]);

const hasSignal = ({ signals = '' }: SecurityEvent, start: string) =>
  signals.split(' ').some((word) => word.startsWith(start));

const always =
  (verdict: Verdict): Judge =>
  () =>
    verdict;

/** By what the log has of a call: who, when, how long, what was odd. Never a path, a query or a body. */
const judges: Readonly<Record<string, (patch: PolicyPatch) => Judge>> = {
  authenticate: () => (event) => (event.principalId === undefined ? 'denied' : 'passes'),
  sunset: () => always('denied'),
  'body-limit':
    ({ set }) =>
    ({ bytesIn = 0 }) =>
      bytesIn > Number(set['bodyLimitBytes']) ? 'denied' : 'passes',
  parameters: () => (event) => (hasSignal(event, 'param:') ? 'denied' : 'passes'),
  'object-owner': () => (event) => (hasSignal(event, 'foreign-object') ? 'denied' : 'unjudged'),
  'rate-limit': rateJudge,
  'address-limit': rateJudge,
};

interface Limit {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly per: unknown;
  readonly countStatuses?: readonly number[];
}

/** Whose calls a limit counts together; undefined where the log does not tell. */
function counterOf({ per }: Limit, event: SecurityEvent): string | undefined {
  if (per === 'principal' || per === 'key') return event.principalId ?? event.client;
  if (per === 'address') return event.client;
  if (per === 'operation') return 'all';
  return typeof per === 'object' && per !== null && 'body' in per ? event.account : undefined;
}

/** Calls come newest first: each is denied when as many later ones lie in its window as the limit has. */
function rateJudge({ set }: PolicyPatch): Judge {
  const limits = (set['rateLimits'] ?? []) as readonly Limit[];
  const times = new Map<string, number[]>();
  const judgeOne = (limit: Limit, i: number, event: SecurityEvent): Verdict => {
    if (limit.countStatuses && !limit.countStatuses.includes(event.status ?? 0)) return 'passes';
    const counter = counterOf(limit, event);
    if (counter === undefined) return 'unjudged';
    const key = `${i} ${event.operationId} ${counter}`;
    const within = (times.get(key) ?? []).filter((time) => time - event.time < limit.windowSeconds * 1000);
    times.set(key, [...within.slice(-limit.limit), event.time]);
    return within.length >= limit.limit ? 'denied' : 'passes';
  };
  return (event) => {
    const verdicts = limits.map((limit, i) => judgeOne(limit, i, event));
    return verdicts.find((each) => each === 'denied') ?? verdicts.find((each) => each === 'unjudged') ?? 'passes';
  };
}

function judgeOf(patch: PolicyPatch): Judge {
  if (changing.has(patch.guard)) return always('passes');
  return judges[patch.guard]?.(patch) ?? always('unjudged');
}

export interface DryRunOptions {
  /** A detection is open about who called. */
  readonly isSuspect: (event: SecurityEvent) => boolean;
}

/**
 * Judges recorded calls by patches that are not in force yet. Events are added newest first: of calls that were let
 * through (`access`), and of what a guard that only watched would have denied (`would_deny`).
 */
export class PatchDryRun {
  readonly #patches: ReadonlyMap<string, { readonly patch: PolicyPatch; readonly judge: Judge }>;
  readonly #isSuspect: DryRunOptions['isSuspect'];
  readonly #wouldDeny = new Set<string>();
  readonly #denied = new Map<string, { readonly client: string; readonly operation: string; denied: number }>();
  readonly #sums = { calls: 0, denied: 0, unjudged: 0, suspicious: 0 };

  constructor(patches: readonly PolicyPatch[], { isSuspect }: DryRunOptions) {
    this.#patches = new Map(patches.map((patch) => [patch.operation, { patch, judge: judgeOf(patch) }]));
    this.#isSuspect = isSuspect;
  }

  add(event: SecurityEvent): void {
    const placed = this.#patches.get(event.operationId ?? '');
    // A pentest says which run it is: that its calls would be denied is what the patch is for.
    if (!placed || hasSignal(event, 'run:')) return;
    if (event.kind === 'would_deny' && event.guard === placed.patch.guard) this.#wouldDeny.add(event.exchangeId ?? '');
    if (event.kind !== 'access') return;
    if (this.#isSuspect(event)) this.#sums.suspicious += 1;
    else this.#count(event, this.#wouldDeny.has(event.id) ? 'denied' : placed.judge(event));
  }

  #count(event: SecurityEvent, verdict: Verdict): void {
    this.#sums.calls += 1;
    if (verdict === 'unjudged') this.#sums.unjudged += 1;
    if (verdict !== 'denied') return;
    this.#sums.denied += 1;
    const client = event.principalId ?? event.client ?? 'unknown';
    const key = `${client} ${event.operationId}`;
    const row = this.#denied.get(key) ?? { client, operation: event.operationId!, denied: 0 };
    row.denied += 1;
    this.#denied.set(key, row);
  }

  result(): DryRun {
    const largest = [...this.#denied.values()].toSorted((a, b) => b.denied - a.denied).slice(0, mostListed);
    return { ...this.#sums, largest };
  }
}
