import { printParseErrorCode, visit } from 'jsonc-parser';
import { PortcullisError } from '../core/errors.js';
import { OutlineBuilder, outlineKinds, placer, type Outline } from './outline.js';
import { tooDeep, type Source, type SourceText } from './yaml-source.js';

/** jsonc-parser's name of an error -> what it wanted. */
const expectations: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a JSON value',
  InvalidNumberFormat: 'a number',
  PropertyNameExpected: 'a property name in double quotes',
  ValueExpected: 'a value',
  ColonExpected: '":" after the property name',
  CommaExpected: '"," or a closing bracket',
  CloseBraceExpected: '"}"',
  CloseBracketExpected: '"]"',
  EndOfFileExpected: 'nothing after the document',
  InvalidCommentToken: 'JSON without comments',
  UnexpectedEndOfString: 'a closing quote',
  UnexpectedEndOfNumber: 'a digit',
  InvalidUnicode: 'four hexadecimal digits after \\u',
  InvalidEscapeCharacter: 'a JSON escape such as \\n or \\"',
  InvalidCharacter: 'an escape for a control character',
};

/**
 * Parses JSON (RFC 8259). Positions are looked for when first asked. Throws `SYNTAX_INVALID` for bad syntax, for
 * nesting over the limit, and for a key that stands twice in one object, which `JSON.parse` would hide.
 */
export function parseJson(source: SourceText): Source {
  let value: unknown;
  try {
    value = JSON.parse(source.text);
  } catch (cause) {
    throw syntaxError(source, cause);
  }
  const { keys, depth } = measure(value, source.limits.depth);
  if (depth > source.limits.depth) throw tooDeep(source);
  if (keys !== countKeys(source.text)) throw duplicateKey(source);
  let outline: Outline | undefined;
  return { value, outline: () => (outline ??= outlineOfJson(source.text)) };
}

function syntaxError(source: SourceText, cause: unknown): PortcullisError {
  let offset = 0;
  let name: string | undefined;
  const onError = (error: number, at: number): void => {
    if (name === undefined) [name, offset] = [printParseErrorCode(error), at];
  };
  try {
    visit(source.text, { onError }, { disallowComments: true });
  } catch (error) {
    if (error instanceof RangeError) return tooDeep(source, error);
    throw error;
  }
  const expected = expectations[name ?? ''] ?? 'valid JSON';
  const place = placer(source.file, source.text)(Math.min(offset, source.text.length));
  return new PortcullisError('SYNTAX_INVALID', 'JSON does not parse here', { place, expected, cause });
}

/** Counts the keys of all objects and the levels; stops one level under the limit. */
function measure(value: unknown, limit: number): { keys: number; depth: number } {
  let keys = 0;
  let depth = 0;
  let level = [value];
  while (level.length > 0 && depth <= limit) {
    const next: unknown[] = [];
    for (const node of level) {
      if (typeof node !== 'object' || node === null) continue;
      const children = Array.isArray(node) ? node : Object.values(node);
      if (!Array.isArray(node)) keys += children.length;
      for (const child of children) if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
    depth += 1;
  }
  return { keys, depth };
}

/** Index after the string that starts at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 1;
}

/** Colons outside of strings: the keys that the text has. The text must be valid JSON. */
function countKeys(text: string): number {
  let keys = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at) - 1;
    else if (code === 0x3a) keys += 1;
  }
  return keys;
}

/** The outline of a valid JSON text, without recursion. */
function outlineOfJson(text: string): Outline {
  const builder = new OutlineBuilder();
  const open: number[] = [];
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = endOfString(text, at);
      builder.add(outlineKinds.double, at, end);
      at = end;
    } else if (code === 0x7b || code === 0x5b) {
      open.push(builder.open(code === 0x7b ? outlineKinds.map : outlineKinds.list, at));
      at += 1;
    } else if (code === 0x7d || code === 0x5d) {
      at += 1;
      builder.close(open.pop()!, at);
    } else if (code <= 0x20 || code === 0x2c || code === 0x3a) at += 1;
    else at = addLiteral(builder, text, at);
  }
  return builder.build(text, keyText);
}

/** A number, `true`, `false` or `null`. */
function addLiteral(builder: OutlineBuilder, text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && /[-+.\w]/.test(text[end]!)) end += 1;
  builder.add(outlineKinds.plain, start, end);
  return end;
}

function keyText({ text, starts, ends }: Outline, index: number): string {
  const raw = text.slice(starts[index]! + 1, ends[index]! - 1);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}

function duplicateKey(source: SourceText): PortcullisError {
  const outline = outlineOfJson(source.text);
  const index = firstDuplicate(outline);
  return new PortcullisError(
    'SYNTAX_INVALID',
    `JSON: the key "${keyText(outline, index)}" stands twice in one object`,
    {
      place: placer(source.file, source.text)(outline.starts[index]!, outline.ends[index]!),
      expected: 'every key once in an object',
    },
  );
}

/** Index of the first key that its object already has. */
function firstDuplicate(outline: Outline): number {
  for (let map = 0; map < outline.kinds.length; map += 1) {
    if (outline.kinds[map] !== outlineKinds.map) continue;
    const seen = new Set<string>();
    for (let key = map + 1; key < outline.after[map]!; key = outline.after[outline.after[key]!]!) {
      const name = keyText(outline, key);
      if (seen.has(name)) return key;
      seen.add(name);
    }
  }
  return 0;
}
