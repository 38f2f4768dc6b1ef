import type { SecurityEvent } from '../core/events.js';
import { AccessColumns } from '../store/access-columns.js';
import { eventOf } from '../store/event-record.js';
import { logNames, type EventStore, type LogLeaf, type LogName } from '../store/store.js';

/** Numbers of the next leaf of each log: where somebody who follows goes on. */
export type LogPlace = Readonly<Record<LogName, number>>;

/** Where the logs end now. */
export async function endOfLogs(events: Pick<EventStore, 'heads'>): Promise<LogPlace> {
  const place = { access: 0, denials: 0 };
  for (const { log, size } of await events.heads()) place[log] = size;
  return place;
}

/** The events of one leaf: one, or a batch of allowed calls. */
export function eventsOf({ log, record }: Pick<LogLeaf, 'log' | 'record'>): SecurityEvent[] {
  if (log === 'denials') return [eventOf(record)];
  const batch = new AccessColumns(record);
  return Array.from({ length: batch.count }, (_, n) => batch.event(n));
}

/** Some events in the order in which they were stored, and where to go on after them. */
export interface LogPortion {
  readonly events: readonly SecurityEvent[];
  readonly next: LogPlace;
}

/**
 * What was stored from a place on: at least `most` events where there are as many, and never a part of a batch. By
 * leaf number and not by time, so an event that a slow journal brings late is not missed.
 */
export async function readFrom(events: Pick<EventStore, 'leaves'>, place: LogPlace, most: number): Promise<LogPortion> {
  const found: SecurityEvent[] = [];
  const next = { ...place };
  for (const log of logNames) {
    const wanted = found.length + Math.ceil(most / logNames.length);
    for await (const leaf of events.leaves(log, place[log])) {
      found.push(...eventsOf(leaf));
      next[log] = leaf.n + 1;
      if (found.length >= wanted) break;
    }
  }
  return { events: found.sort((a, b) => (a.id < b.id ? -1 : 1)), next };
}
