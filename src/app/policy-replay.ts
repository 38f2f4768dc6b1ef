import type { SecurityEvent } from '../core/events.js';
import type { Operation, Project, RateLimit } from '../model/types.js';
import type { EventStore } from '../store/store.js';
import { settingChanges } from './policy-change.js';

/** What another policy would have done to recorded calls, and what cannot be said. */
export interface PolicyReplay {
  readonly from: number;
  readonly until: number;
  readonly requests: number;
  readonly clients: number;
  /** Calls that were let through and would be denied. */
  readonly wouldDeny: number;
  readonly operations: readonly {
    operation: string;
    requests: number;
    wouldDeny: number;
    clients: number;
    why: readonly string[];
  }[];
  /** Largest first. */
  readonly largestClients: readonly { client: string; requests: number; wouldDeny: number }[];
  readonly notJudged: readonly { what: string; why: string; requests: number }[];
  /** False: only the newest calls were looked at. */
  readonly complete: boolean;
}

export interface ReplayRange {
  readonly since: number;
  readonly until: number;
  readonly signal?: AbortSignal;
}

const atOnce = 10_000;
const mostEvents = 300_000;
/** Settings that a record of a call is enough to judge. */
const judged = /^(?:rateLimits\.|public$|requirements$|sunset$|bodyLimitBytes$|mode$)/;

interface Tally {
  requests: number;
  wouldDeny: number;
  readonly clients: Set<string>;
  readonly why: Set<string>;
}

/** Replays recorded calls against a policy that is not in force yet. Bodies and roles are not recorded: it says so. */
export async function replayPolicy(
  events: Pick<EventStore, 'search'>,
  { before, after }: { readonly before: Project; readonly after: Project },
  range: ReplayRange,
): Promise<PolicyReplay> {
  const changes = settingChanges(before, after);
  const touched = new Set(changes.map(({ api, operation }) => `${api} ${operation}`));
  const { calls, complete } = await recorded(events, touched, range);
  const judge = new Judge(after);
  const operations = new Map<string, Tally>();
  const clients = new Map<string, { requests: number; wouldDeny: number }>();
  for (const call of calls) {
    const name = call.operationId!;
    const client = call.principalId ?? call.client ?? 'unknown';
    const tally = operations.get(name) ?? { requests: 0, wouldDeny: 0, clients: new Set(), why: new Set() };
    const mine = clients.get(client) ?? { requests: 0, wouldDeny: 0 };
    operations.set(name, tally);
    clients.set(client, mine);
    tally.requests += 1;
    mine.requests += 1;
    tally.clients.add(client);
    const why = judge.look(call);
    if (why === undefined) continue;
    tally.wouldDeny += 1;
    mine.wouldDeny += 1;
    tally.why.add(why);
  }
  const requestsOf = (operation: string): number => operations.get(operation)?.requests ?? 0;
  return {
    from: range.since,
    until: range.until,
    complete,
    requests: calls.length,
    clients: clients.size,
    wouldDeny: [...clients.values()].reduce((sum, { wouldDeny }) => sum + wouldDeny, 0),
    operations: [...operations].map(([operation, tally]) => ({
      operation,
      requests: tally.requests,
      wouldDeny: tally.wouldDeny,
      clients: tally.clients.size,
      why: [...tally.why],
    })),
    largestClients: [...clients]
      .map(([client, counts]) => ({ client, ...counts }))
      .toSorted((a, b) => b.wouldDeny - a.wouldDeny || b.requests - a.requests)
      .slice(0, 20),
    notJudged: changes
      .filter(({ setting }) => !judged.test(setting))
      .map(({ operation, setting }) => ({
        what: `${operation}: ${setting}`,
        why: 'records hold neither bodies nor the roles and objects that this setting looks at; run it in monitor mode',
        requests: requestsOf(operation),
      })),
  };
}

/** Calls that were let through to operations that change, oldest first. */
async function recorded(
  events: Pick<EventStore, 'search'>,
  touched: ReadonlySet<string>,
  { since, until, signal }: ReplayRange,
): Promise<{ readonly calls: readonly SecurityEvent[]; readonly complete: boolean }> {
  const calls: SecurityEvent[] = [];
  let [before, looked] = [undefined as string | undefined, 0];
  while (touched.size > 0 && looked < mostEvents) {
    signal?.throwIfAborted();
    const filter = { kind: 'access' as const, since, until, limit: atOnce };
    const page = await events.search(before === undefined ? filter : { ...filter, before });
    looked += page.length;
    for (const event of page) if (touched.has(`${event.api} ${event.operationId}`)) calls.push(event);
    if (page.length < atOnce) return { calls: calls.reverse(), complete: true };
    before = page.at(-1)!.id;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { calls: calls.reverse(), complete: touched.size === 0 };
}

interface Allowance {
  left: number;
  at: number;
}

/** Judges recorded calls by what is recorded of them: size, credential, time, and how often who called. */
class Judge {
  readonly #operations = new Map<string, Operation>();
  readonly #allowances = new Map<string, Allowance>();

  constructor({ apis }: Project) {
    for (const { name, operations } of apis) {
      for (const operation of operations.values()) this.#operations.set(`${name} ${operation.id}`, operation);
    }
  }

  /** Why the call would be denied, or undefined. */
  look(event: SecurityEvent): string | undefined {
    const operation = this.#operations.get(`${event.api} ${event.operationId}`);
    if (!operation) return 'the operation is not in the contract any more';
    const { mode, sunset, bodyLimitBytes, requirements } = operation.policy;
    if (mode !== 'enforce') return undefined;
    if (sunset !== undefined && event.time >= Date.parse(sunset)) return `the operation ended on ${sunset}`;
    if ((event.bytesIn ?? 0) > bodyLimitBytes) return `the body is over ${bodyLimitBytes} bytes`;
    const needsCredential = requirements.length > 0 && requirements.every((all) => all.length > 0);
    const isAnonymous = event.principalId === undefined && event.credentialId === undefined;
    if (needsCredential && !operation.policy.public && isAnonymous) return 'a credential is needed';
    return this.#limited(event, operation);
  }

  #limited(event: SecurityEvent, { id, policy }: Operation): string | undefined {
    for (const [n, limit] of policy.rateLimits.entries()) {
      const who = whoOf(event, limit);
      if (who === undefined || limit.countStatuses) continue;
      if (!this.#take(`${id} ${n} ${who}`, limit, event.time)) return `over ${limit.limit} in ${limit.windowSeconds} s`;
    }
    return undefined;
  }

  /** Refilled evenly, as the gateway counts. */
  #take(key: string, { limit, windowSeconds, cost }: RateLimit, time: number): boolean {
    const allowance = this.#allowances.get(key) ?? { left: limit, at: time };
    const refilled = ((time - allowance.at) / 1000) * (limit / windowSeconds);
    allowance.left = Math.min(limit, allowance.left + Math.max(0, refilled));
    allowance.at = time;
    this.#allowances.set(key, allowance);
    if (allowance.left < cost) return false;
    allowance.left -= cost;
    return true;
  }
}

function whoOf(event: SecurityEvent, { per }: RateLimit): string | undefined {
  if (per === 'principal') return event.principalId ?? event.client;
  if (per === 'address') return event.client;
  if (per === 'key') return event.credentialId;
  return per === 'operation' ? 'all' : undefined;
}
