import { late } from './late.js';
import { endOfClass, endOfGroup, isPlainlyLinear } from './pattern-cost.js';

/** A pattern of a schema that answers in linear time. */
export interface SafePattern {
  /** `native` where that is plainly linear, else RE2. */
  readonly engine: 'native' | 're2';
  test(text: string): boolean;
}

/** Thrown for a pattern that is no regular expression, or that no linear engine can run. */
export class UnsafePatternError extends Error {}

/** JSON Schema wants the `u` flag; patterns that are legal only without it still work. */
function nativePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    try {
      return new RegExp(pattern);
    } catch {
      throw new UnsafePatternError('is not a regular expression');
    }
  }
}

/** Whether ECMA-262 takes the pattern, but not with the `u` flag that JSON Schema wants. */
export function isLegalOnlyWithoutUnicode(pattern: string): boolean {
  try {
    return nativePattern(pattern).flags === '';
  } catch {
    return false;
  }
}

const spaces =
  '\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const lineEnds = '\\n\\r\\x{2028}\\x{2029}';

/** One escape of ECMA-262 as RE2 writes it; `length` is what it took of the pattern. */
function translateEscape(pattern: string, at: number, inClass: boolean): { text: string; length: number } {
  const [all, hex] = /^\\u\{?([0-9a-fA-F]{4,6}|(?<=\{)[0-9a-fA-F]{1,6})\}?/.exec(pattern.slice(at, at + 12)) ?? [];
  if (all !== undefined) return { text: `\\x{${hex}}`, length: all.length };
  const char = pattern[at + 1] ?? '';
  if (char === 's') return { text: inClass ? spaces : `[${spaces}]`, length: 2 };
  if (char === 'S' && !inClass) return { text: `[^${spaces}]`, length: 2 };
  if (/[0-9a-zA-Z]/.test(char)) return { text: `\\${char}`, length: 2 };
  return { text: char === '/' || (char === '-' && !inClass) ? char : `\\${char}`, length: 2 };
}

/** ECMA-262's syntax in RE2's, where the two differ in meaning: `\s`, `.`, `\u`, `[` inside a class. */
function translate(pattern: string): string {
  let out = '';
  let classEnd = 0;
  for (let i = 0; i < pattern.length;) {
    const char = pattern[i]!;
    const inClass = i < classEnd;
    if (char === '\\') {
      const { text, length } = translateEscape(pattern, i, inClass);
      out += text;
      i += length;
      continue;
    }
    if (char === '[' && !inClass) classEnd = endOfClass(pattern, i);
    if (char === '[' && inClass) out += '\\[';
    else out += char === '.' && !inClass ? `[^${lineEnds}]` : char;
    i += 1;
  }
  return out;
}

function linearPattern(pattern: string): SafePattern {
  const native = nativePattern(pattern);
  if (isPlainlyLinear(pattern)) return { engine: 'native', test: (text) => native.test(text) };
  try {
    const compiled = late.re2().RE2JS.compile(translate(pattern));
    return { engine: 're2', test: (text) => compiled.test(text) };
  } catch {
    throw new UnsafePatternError('could take exponential time and cannot be run in linear time');
  }
}

interface Lookahead {
  readonly negative: boolean;
  readonly body: string;
}

/** `^(?=A)(?!B)C` is `^A` and not `^B` and `^C`: each part alone can be run in linear time. */
function splitLookaheads(pattern: string): { lookaheads: readonly Lookahead[]; rest: string } {
  const lookaheads: Lookahead[] = [];
  let at = 1;
  while (pattern.startsWith('^') && /^\(\?[=!]/.test(pattern.slice(at, at + 3))) {
    const end = endOfGroup(pattern, at);
    lookaheads.push({ negative: pattern[at + 2] === '!', body: pattern.slice(at + 3, end - 1) });
    at = end;
  }
  return { lookaheads, rest: lookaheads.length > 0 ? `^${pattern.slice(at)}` : pattern };
}

function hasTopLevelChoice(pattern: string): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') i += 1;
    else if (char === '[') i = endOfClass(pattern, i) - 1;
    else if (char === '(') i = endOfGroup(pattern, i) - 1;
    else if (char === '|') return true;
  }
  return false;
}

/**
 * Compiles a `pattern` of a schema (JSON Schema 2020-12 Core 6.4: ECMA-262, `u` flag, found anywhere in the text) so
 * that no text can make it slow (CWE-1333). Throws UnsafePatternError.
 */
export function compilePattern(pattern: string): SafePattern {
  nativePattern(pattern);
  const { lookaheads, rest } = splitLookaheads(pattern);
  if (lookaheads.length === 0 || hasTopLevelChoice(pattern)) return linearPattern(pattern);
  const last = linearPattern(rest);
  const parts = lookaheads.map(({ negative, body }) => ({ negative, part: linearPattern(`^(?:${body})`) }));
  return {
    engine: [last, ...parts.map(({ part }) => part)].some(({ engine }) => engine === 're2') ? 're2' : 'native',
    test: (text) => parts.every(({ negative, part }) => part.test(text) !== negative) && last.test(text),
  };
}
