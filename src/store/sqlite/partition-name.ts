import type { SecurityEvent } from '../../core/events.js';

/** Allowed calls are kept by day, everything else by month: they are kept for different times. */
export type Family = 'access' | 'denials';

export const families: readonly Family[] = ['access', 'denials'];

/** One file of events and the time it covers (UTC, milliseconds; `end` is exclusive). */
export interface Partition {
  readonly family: Family;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const dayMillis = 86_400_000;

export function familyOf(event: Pick<SecurityEvent, 'kind' | 'outcome'>): Family {
  return event.kind === 'access' && event.outcome === 'allowed' ? 'access' : 'denials';
}

/** The file that an event of this time belongs to: `access/2026-11-24.db`, `denials/2026-11.db`. */
export function partitionAt(family: Family, time: number): Partition {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (family === 'access') {
    const start = Math.floor(time / dayMillis) * dayMillis;
    return { family, name: date.toISOString().slice(0, 10), start, end: start + dayMillis };
  }
  const end = Date.UTC(year, month + 1);
  return { family, name: date.toISOString().slice(0, 7), start: Date.UTC(year, month), end };
}

/** The partition of a file name, or undefined for a file that is none of ours. */
export function partitionOf(family: Family, fileName: string): Partition | undefined {
  const name = /^(\d{4}-\d{2}(?:-\d{2})?)\.db$/.exec(fileName)?.[1];
  if (name === undefined) return undefined;
  const time = Date.parse(`${name}Z`);
  const partition = Number.isNaN(time) ? undefined : partitionAt(family, time);
  return partition?.name === name ? partition : undefined;
}
