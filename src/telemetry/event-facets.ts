import type { EventStore } from '../store/store.js';
import { searchEvents } from './event-search.js';
import { queryField, type QueryField } from './query-fields.js';
import { compileQuery } from './query-match.js';
import { queryError } from './query-error.js';
import type { Query } from './query.js';

export interface FacetOptions {
  /** Names of fields of the query language. */
  readonly fields: readonly string[];
  /** Values of each field. Default 10. */
  readonly top?: number;
  /** Newest events that are looked at. Default 10,000. */
  readonly mostEvents?: number;
  readonly signal?: AbortSignal;
}

/** A value of a field, and how many of the events that were looked at have it. */
export interface FacetValue {
  readonly value: string | number;
  readonly count: number;
}

export interface Facets {
  /** Events that were counted, the newest ones. */
  readonly looked: number;
  /** How many there are in all; null when there are more than were looked at. */
  readonly of: number | null;
  /** Most frequent values first, by the name of the field. */
  readonly fields: Readonly<Record<string, readonly FacetValue[]>>;
}

/** The most frequent values of fields among the newest events of a query. Throws `QUERY_INVALID` for no such field. */
export async function eventFacets(
  events: Pick<EventStore, 'search'>,
  query: Query,
  { fields: names, top = 10, mostEvents = 10_000, signal }: FacetOptions,
): Promise<Facets> {
  const counted = names.map((name) => ({ field: fieldOf(name), counts: new Map<string | number, number>() }));
  const options = { limit: mostEvents + 1, ...(signal ? { signal } : {}) };
  let looked = 0;
  let hasMore = false;
  for await (const event of searchEvents(events, compileQuery(query), options)) {
    if (looked === mostEvents) {
      hasMore = true;
      break;
    }
    looked += 1;
    for (const { field, counts } of counted) {
      const value = field.get(event);
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const fields = counted.map(({ field, counts }) => [field.name, mostFrequent(counts, top)] as const);
  return { looked, of: hasMore ? null : looked, fields: Object.fromEntries(fields) };
}

function fieldOf(name: string): QueryField {
  const field = queryField(name);
  if (field) return field;
  throw queryError(1, `There is no field ${name}`);
}

function mostFrequent(counts: ReadonlyMap<string | number, number>, top: number): FacetValue[] {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1))
    .slice(0, top);
}
