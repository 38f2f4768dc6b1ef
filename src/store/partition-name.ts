import type { LogName } from './store.js';

/** One file of a log. Files follow each other in the order of `name` and `number`. */
export interface Partition {
  readonly log: LogName;
  /** Day or month, as `2026-11-24` or `2026-11`. */
  readonly name: string;
  /** 1 for the first file of that name; others came when it was full, or when the clock was set back. */
  readonly number: number;
}

/** Milliseconds since the epoch; `end` is exclusive. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

const dayMillis = 86_400_000;

/** How much older than its period an event in a file may be: it waited in a journal. What is older gets its own file. */
export const lateMillis = dayMillis;

/** Allowed calls are kept by day, everything else by month (UTC): they are kept for different times. */
export function periodAt(log: LogName, time: number): Period {
  if (log === 'access') {
    const start = Math.floor(time / dayMillis) * dayMillis;
    return { start, end: start + dayMillis };
  }
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
}

/** Name of the period: `2026-11-24` or `2026-11`. */
export function periodName(log: LogName, { start }: Period): string {
  return new Date(start).toISOString().slice(0, log === 'access' ? 10 : 7);
}

/** Times of events that are stored together. */
export interface Span {
  readonly earliest: number;
  readonly latest: number;
}

/**
 * The file after `last` for events of these times. Names never go back, also when the clock does: their order is that
 * of the log. The first file of a name has no old events.
 */
export function nextPartition(log: LogName, last: Partition | undefined, { earliest, latest }: Span): Partition {
  const period = periodAt(log, latest);
  const name = periodName(log, period);
  if (last && name <= last.name) return { log, name: last.name, number: last.number + 1 };
  return { log, name, number: earliest < period.start - lateMillis ? 2 : 1 };
}

/** True when a file made for `period` takes events of these times. */
export function takes({ start, end }: Period, { earliest, latest }: Span): boolean {
  return earliest >= start - lateMillis && latest < end;
}

/**
 * Times that a file's events can have, told by its name: none is later than the period it is named after, and when it
 * is the first of its name, none is much earlier.
 */
export function boundsOf({ log, name, number }: Partition): Period {
  const { start, end } = periodAt(log, Date.parse(`${name}Z`));
  return { start: number === 1 ? start - lateMillis : -Infinity, end };
}

export function fileName({ name, number }: Partition): string {
  return number === 1 ? `${name}.db` : `${name}.${number}.db`;
}

/** The partition of a file name, or undefined for a file that is none of ours. */
export function partitionOf(log: LogName, file: string): Partition | undefined {
  const [, name, suffix] = /^(\d{4}-\d{2}(?:-\d{2})?)(?:\.([2-9]|[1-9]\d{1,5}))?\.db$/.exec(file) ?? [];
  if (name === undefined) return undefined;
  const time = Date.parse(`${name}Z`);
  if (Number.isNaN(time) || periodName(log, periodAt(log, time)) !== name) return undefined;
  return { log, name, number: suffix === undefined ? 1 : Number(suffix) };
}

/** Order of the log, oldest first. */
export function byOrder(a: Partition, b: Partition): number {
  return a.name === b.name ? a.number - b.number : a.name < b.name ? -1 : 1;
}
