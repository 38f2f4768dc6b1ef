import type { SecurityEvent } from '../core/events.js';
import type { EventStore } from '../store/store.js';
import type { CompiledQuery } from './query-match.js';

export interface SearchOptions {
  readonly limit: number;
  /** Id of the last event of the page before. */
  readonly before?: string | undefined;
  readonly signal?: AbortSignal;
}

const leastAtOnce = 100;
const mostAtOnce = 2000;

/** Events that match, newest first. What the store cannot test is tested here, page by page: memory is bounded. */
export async function* searchEvents(
  events: Pick<EventStore, 'search'>,
  { filter, matches }: CompiledQuery,
  { limit, before, signal }: SearchOptions,
): AsyncGenerator<SecurityEvent> {
  let left = limit;
  let last = before;
  let atOnce = Math.min(Math.max(left, leastAtOnce), mostAtOnce);
  while (left > 0) {
    signal?.throwIfAborted();
    const page = await events.search({ ...filter, limit: atOnce, ...(last === undefined ? {} : { before: last }) });
    for (const event of page) {
      if (matches && !matches(event)) continue;
      yield event;
      left -= 1;
      if (left === 0) return;
    }
    if (page.length < atOnce) return;
    last = page.at(-1)!.id;
    atOnce = mostAtOnce;
  }
}
