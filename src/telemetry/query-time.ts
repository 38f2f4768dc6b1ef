/** A stretch of time: milliseconds since the epoch, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const unitMillis: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

const iso = /^(\d{4})-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?(Z|[+-]\d{2}:\d{2})?)?)?$/;

/** What may be written for a time. */
export const timeForms =
  'a time such as 2026-11-25, 2026-11-25T10:00 (UTC unless it says +01:00), or 90s, 15m, 2h, 7d ago';

/**
 * The stretch that a time names: `2026-11-25` is a day, `2026-11-25T10:00` a minute. `2h` is the moment two hours ago.
 * Undefined for what is no time, 30 February too.
 */
export function readTime(text: string, now: number): Span | undefined {
  const age = /^(\d{1,6})([smhdw])$/.exec(text);
  if (age) {
    const start = now - Number(age[1]) * unitMillis[age[2]!]!;
    return { start, end: start + 1 };
  }
  const match = iso.exec(text);
  return match ? spanOf(match) : undefined;
}

function spanOf(match: RegExpExecArray): Span | undefined {
  const [, year, month, day, hour, minute, second, millis, zone = 'Z'] = match;
  const date = `${year}-${month}-${day ?? '01'}`;
  const start = Date.parse(`${date}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}.${millis ?? '000'}${zone}`);
  const isDay = !Number.isNaN(start) && new Date(`${date}T00:00Z`).toISOString().startsWith(date);
  if (!isDay) return undefined;
  if (day === undefined) return { start, end: Date.UTC(Number(year), Number(month)) };
  return { start, end: start + lengthOf(hour, second, millis) };
}

function lengthOf(hour: string | undefined, second: string | undefined, millis: string | undefined): number {
  if (hour === undefined) return 86_400_000;
  if (second === undefined) return 60_000;
  return millis === undefined ? 1000 : 1;
}
