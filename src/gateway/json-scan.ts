import { isUtf8 } from 'node:buffer';

/** Deepest nesting of arrays and objects that is accepted. */
export const maxJsonDepth = 32;

/** More properties than this in one document are refused. */
export const maxJsonKeys = 10_000;

/** A body that two parsers might read differently is refused: the reason says why, without its values. */
export type ScannedJson =
  { readonly value: unknown; readonly reason?: undefined } | { readonly reason: string; readonly value?: undefined };

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;
/** Shorter number literals without an exponent are exact, or at least finite. */
const longNumber = 16;
const int64Edge = 2 ** 63;

function isNumberByte(byte: number): boolean {
  // Digits, sign, point, e and E.
  return (byte >= zero && byte <= nine) || byte === 0x2e || byte === 0x2b || byte === minus || (byte | 0x20) === 0x65;
}

/** RFC 7493 2.2: infinite as a double, or rounded onto the edge of int64 from outside. */
function numberReason(literal: string): string | undefined {
  const value = Number(literal);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? undefined : 'has a number that is too large';
  if (Math.abs(value) !== int64Edge || !/^-?\d+$/.test(literal)) return undefined;
  const exact = BigInt(literal);
  return exact === BigInt.asIntN(64, exact) ? undefined : 'has a number that cannot be read in one way';
}

interface Scan {
  readonly keys: number;
  readonly reason: string | undefined;
}

/** Index of the closing quote of the text that starts after `at`, or the end of the bytes. */
function endOfText(bytes: Uint8Array, at: number): number {
  let i = at + 1;
  while (i < bytes.length && bytes[i] !== quote) i += bytes[i] === backslash ? 2 : 1;
  return i;
}

/** One pass over the bytes: nesting, number literals, and how many keys stand there. Bad syntax is left to the parser. */
function scan(bytes: Buffer): Scan {
  let depth = 0;
  let keys = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === quote) i = endOfText(bytes, i);
    else if (byte === colon) keys += 1;
    // `{` and `[`, then `}` and `]`, differ in one bit.
    else if ((byte | 0x20) === 0x7b) {
      depth += 1;
      if (depth > maxJsonDepth) return { keys, reason: `is nested deeper than ${maxJsonDepth}` };
    } else if ((byte | 0x20) === 0x7d) depth -= 1;
    else if ((byte >= zero && byte <= nine) || byte === minus) {
      const from = i;
      let hasExponent = false;
      while (i + 1 < bytes.length && isNumberByte(bytes[i + 1]!)) {
        i += 1;
        if ((bytes[i]! | 0x20) === 0x65) hasExponent = true;
      }
      if (!hasExponent && i - from < longNumber) continue;
      const reason = numberReason(bytes.toString('latin1', from, i + 1));
      if (reason) return { keys, reason };
    }
  }
  return { keys, reason: keys > maxJsonKeys ? `has more than ${maxJsonKeys} properties` : undefined };
}

/** Keys that the parser kept; -1 when one of them is `__proto__` (CWE-1321). */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      const inside = countKeys(item);
      if (inside < 0) return -1;
      count += inside;
    }
    return count;
  }
  for (const key in value) {
    if (key === '__proto__') return -1;
    const inside = countKeys((value as Record<string, unknown>)[key]);
    if (inside < 0) return -1;
    count += 1 + inside;
  }
  return count;
}

/**
 * Parses JSON that can be read in exactly one way: UTF-8, nested at most 32 deep, no key twice in an object (however
 * it is escaped), no `__proto__`, no number beyond what a double holds,
 * at most 10,000 properties. RFC 8259 4, RFC 7493 2.
 */
export function parseStrictJson(bytes: Buffer): ScannedJson {
  if (!isUtf8(bytes)) return { reason: 'is not UTF-8' };
  const { keys, reason } = scan(bytes);
  if (reason) return { reason };
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { reason: 'is not JSON' };
  }
  const kept = countKeys(value);
  if (kept < 0) return { reason: 'has a property named __proto__' };
  // The parser keeps the last of two equal keys, so that fewer are left than were seen.
  return kept === keys ? { value } : { reason: 'has a property twice in one object' };
}
