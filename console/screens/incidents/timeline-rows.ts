import type { SecurityEvent } from '../../../src/core/events.js';
import type { IncidentAnswer } from './types.js';

/** One line of what happened. */
export interface TimelineRow {
  readonly key: string;
  readonly at: number;
  readonly kind: 'event' | 'note' | 'change' | 'action';
  readonly by: string;
  readonly text: string;
  readonly event?: SecurityEvent;
  /** Number of the record in the audit log. */
  readonly record?: number;
}

const kinds = { pin: 'event', note: 'note', change: 'change', action: 'action' } as const;

/** Notes, changes, pinned events, and what was done to the API, in the one order in which they happened. */
export function timelineRows({
  timeline,
  actions,
  events,
}: Pick<IncidentAnswer, 'timeline' | 'actions' | 'events'>): readonly TimelineRow[] {
  const known = new Map(events.map((event) => [event.id, event]));
  const entries = timeline.map(({ at, kind, by, text, event }, n): TimelineRow => {
    const found = event === undefined ? undefined : known.get(event);
    const lost = event === undefined ? '' : `event ${event}, older than the log keeps`;
    const row = { key: `entry ${n}`, at, kind: kinds[kind], by, text: text ?? (found ? '' : lost) };
    return found ? { ...row, event: found } : row;
  });
  const done = actions.map(({ at, by, what, record }): TimelineRow => ({
    key: `record ${record}`,
    at,
    kind: 'action',
    by,
    text: what,
    record,
  }));
  return [...entries, ...done].toSorted((a, b) => a.at - b.at);
}
