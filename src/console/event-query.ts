import { withTokens } from '../app/person-tokens.js';
import type { App } from '../app/app.js';
import type { SecurityEvent } from '../core/events.js';
import { compileQuery, type CompiledQuery } from '../telemetry/query-match.js';
import { queryField } from '../telemetry/query-fields.js';
import { parseQuery, type Query } from '../telemetry/query.js';
import type { EventStore } from '../store/store.js';

export interface EventQuestion {
  readonly q?: string | undefined;
  /** Inclusive and exclusive, milliseconds since the epoch. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** The question as the store and our own test take it. Throws `QUERY_INVALID` with the column. */
export async function compiledOf(app: App, question: EventQuestion): Promise<CompiledQuery> {
  return compileQuery(await queryOf(app, question));
}

/** The question as a tree, its times in it, and names with their tokens. */
export async function queryOf(app: App, { q = '', since, until }: EventQuestion): Promise<Query> {
  const written = parseQuery(q, Date.now());
  const field = queryField('time')!;
  const times: Query = { kind: 'between', field, least: since ?? -Infinity, most: (until ?? Infinity) - 1 };
  const isBounded = since !== undefined || until !== undefined;
  const all: Query = { kind: 'all', of: written.kind === 'all' ? [...written.of, times] : [written, times] };
  return withTokens(isBounded ? all : written, await app.store());
}

const atOnce = 2000;
const leastAtOnce = 200;

export interface Looked {
  readonly events: readonly SecurityEvent[];
  /** Events that were read, matching or not. */
  readonly looked: number;
  /** Id to go on from; undefined when the log was read to its begin. */
  readonly next: string | undefined;
}

export interface LookBounds {
  readonly limit: number;
  readonly before?: string | undefined;
  readonly mostLooked?: number;
  readonly mostMillis?: number;
  readonly signal?: AbortSignal;
}

/**
 * Matching events, newest first, as many as can be found within bounds: a question that nothing matches must not read
 * the log for minutes while somebody waits. Where it ended is said, so that the next page goes on there.
 */
export async function look(
  events: Pick<EventStore, 'search'>,
  { filter, matches }: CompiledQuery,
  { limit, before, mostLooked = 200_000, mostMillis = 1500, signal }: LookBounds,
): Promise<Looked> {
  const found: SecurityEvent[] = [];
  const end = Date.now() + mostMillis;
  let [looked, last] = [0, before];
  let size = matches ? atOnce : Math.max(limit + 1, leastAtOnce);
  for (;;) {
    signal?.throwIfAborted();
    const page = await events.search({ ...filter, limit: size, ...(last === undefined ? {} : { before: last }) });
    for (const event of page) {
      looked += 1;
      last = event.id;
      if (matches && !matches(event)) continue;
      found.push(event);
      if (found.length >= limit) return { events: found, looked, next: last };
    }
    if (page.length < size) return { events: found, looked, next: undefined };
    if (looked >= mostLooked || Date.now() > end) return { events: found, looked, next: last };
    size = atOnce;
    // Whoever else waits for this process comes first.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
