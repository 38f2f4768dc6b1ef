import type { SecurityEvent } from '../core/events.js';
import type { EventStore } from '../store/store.js';
import { searchEvents, type SearchOptions } from './event-search.js';
import { compileQuery } from './query-match.js';
import type { Query } from './query.js';

/** One page of a search, newest first. */
export interface EventsPage {
  readonly items: readonly SecurityEvent[];
  /** `before` of the next page; null on the last one. */
  readonly next: string | null;
}

/** Reads a page by the id of the last event of the page before, so that events that come meanwhile move nothing. */
export async function eventPage(
  events: Pick<EventStore, 'search'>,
  query: Query,
  { limit, ...rest }: SearchOptions,
): Promise<EventsPage> {
  const found: SecurityEvent[] = [];
  // One more than is shown tells whether there is a next page.
  for await (const event of searchEvents(events, compileQuery(query), { ...rest, limit: limit + 1 })) found.push(event);
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)!.id : null };
}
