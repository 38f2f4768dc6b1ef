import type { SecurityEvent } from '../core/events.js';

/** Who writes the lines. */
export interface LineContext {
  readonly productVersion: string;
  /** Name of this machine, for syslog. */
  readonly host: string;
}

/** A form in which events leave: one file in `exports/`. */
export interface EventFormat {
  readonly id: string;
  readonly mediaType: string;
  /** Written once, before the first line. */
  readonly header?: string;
  /** One line, without its end. Whatever the event holds, it has no line end and no control character. */
  line(event: SecurityEvent, context: LineContext): string;
}

export function defineEventFormat(format: EventFormat): EventFormat {
  return format;
}
