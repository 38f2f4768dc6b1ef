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
  return (text) => words(text).map(one);
}

/** Comma-separated words. */
export function words(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
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
    if (url && /^https?:$/.test(url.protocol) && !url.username) return text;
    throw usage(
      `${flag} does not take "${text}"`,
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
