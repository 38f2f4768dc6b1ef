import { PortcullisError } from '../core/errors.js';
import { severities, type Severity } from '../core/finding.js';
import { didYouMean } from '../core/nearest.js';

const usage = (message: string, expected: string, hint?: string) =>
  new PortcullisError('USAGE', message, { expected, hint });

/** A parser that takes one of the names. */
export function oneOf<const T extends string>(flag: string, names: readonly T[]): (text: string) => T {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found === undefined)
      throw usage(`${flag} does not know "${text}"`, `one of ${names.join(', ')}`, didYouMean(text, names));
    return found;
  };
}

/** A parser that takes a comma-separated list of the names. */
export function listOf<const T extends string>(flag: string, names: readonly T[]): (text: string) => readonly T[] {
  const one = oneOf(flag, names);
  const split = words(flag);
  return (text) => split(text).map(one);
}

/** A parser of comma-separated words, at least one: an empty list must not read as "all is well". */
export function words(flag: string): (text: string) => readonly string[] {
  return (text) => {
    const found = text
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean);
    if (found.length) return found;
    throw usage(`${flag} does not take "${text}"`, 'names, separated by commas');
  };
}

const isoForm = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** Milliseconds of an ISO 8601 date or time, or undefined: `Date.parse` alone takes "5" and 30 February. */
function isoMillis(text: string): number | undefined {
  const time = isoForm.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) return undefined;
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day) ? time : undefined;
}

/** A parser of ISO dates, kept as text. */
export function isoDate(flag: string): (text: string) => string {
  return (text) => {
    if (text.length === 10 && isoMillis(text) !== undefined) return text;
    throw usage(`${flag} does not take "${text}"`, 'a date such as 2027-01-31');
  };
}

/** A parser of ISO dates and times into milliseconds since the epoch. */
export function isoTime(flag: string): (text: string) => number {
  return (text) => {
    const time = isoMillis(text);
    if (time !== undefined) return time;
    throw usage(`${flag} does not take "${text}"`, 'a date or time such as 2026-11-01 or 2026-11-01T12:00Z');
  };
}

/** A parser of whole numbers from `least` to `most`. */
export function wholeNumber(flag: string, least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw usage(`${flag} does not take "${text}"`, `a whole number from ${least} to ${most}`);
  };
}

export const severity = (flag: string): ((text: string) => Severity) => oneOf(flag, severities);

/** An absolute http(s) URL without credentials. */
export function httpUrl(flag: string): (text: string) => string {
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return text;
    // Not repeated: it may hold a password.
    throw usage(
      `${flag} does not take this address`,
      'an address such as http://127.0.0.1:3000, without user or password',
    );
  };
}

/** `host:port`, `:port` or `port`; the host defaults to loopback. */
export function hostAndPort(flag: string): (text: string) => { readonly host: string; readonly port: number } {
  return (text) => {
    const match = /^(?:(\[[0-9a-fA-F:]+\]|[^:[\]]*):)?(\d{1,5})$/.exec(text);
    const port = Number(match?.[2]);
    if (!match || port > 65_535) throw usage(`${flag} does not take "${text}"`, 'an address such as 127.0.0.1:8080');
    return { host: match[1]?.replace(/^\[|\]$/g, '') || '127.0.0.1', port };
  };
}

/** `tls://host:port`; the port defaults to 6514 (RFC 5425). */
export function syslogTarget(
  flag: string,
): (text: string) => { readonly text: string; readonly host: string; readonly port: number } {
  return (text) => {
    const match = /^tls:\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(text);
    const port = Number(match?.[2] ?? 6514);
    if (match && port <= 65_535) return { text, host: match[1]!.replace(/^\[|\]$/g, ''), port };
    throw usage(`${flag} does not take "${text}"`, 'an address such as tls://logs.example.com:6514');
  };
}
