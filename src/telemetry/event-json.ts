import type { SecurityEvent } from '../core/events.js';

/** Longest event in UTF-16 units: at most 3 bytes each. */
export const maxEventLength = 64 * 1024;

/** Longest text that an event too long for the journal keeps. */
const maxFieldLength = 2048;

/** The event as JSON; what is too long or cannot be written costs its detail, never the event. */
export function eventJson(event: SecurityEvent): string {
  const json = tryJson(event);
  if (json !== undefined && json.length <= maxEventLength) return json;
  const short = Object.entries({ ...event, detail: undefined }).map(([name, value]) => [name, shorten(value)]);
  const omitted = json === undefined ? 'not JSON' : 'too long';
  return JSON.stringify({ ...Object.fromEntries(short), detail: { omitted } });
}

function shorten(value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, maxFieldLength) : value;
}

function tryJson(event: SecurityEvent): string | undefined {
  try {
    return JSON.stringify(event);
  } catch {
    return undefined;
  }
}
