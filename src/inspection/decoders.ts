/** Decoders of `canonical.ts`. Each returns the text itself when there is nothing to decode, and never throws. */

function hexOf(text: string, start: number, length: number): number {
  if (start + length > text.length) return -1;
  let value = 0;
  for (let i = start; i < start + length; i++) {
    const code = text.charCodeAt(i);
    const letter = code | 32;
    const digit = code >= 48 && code <= 57 ? code - 48 : letter >= 97 && letter <= 102 ? letter - 87 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** Two- and three-byte sequences, the overlong ones too (CWE-176): servers that take them see a `/` in `%c0%af`. */
function readUtf8(bytes: readonly number[], i: number): { code: number; length: number } {
  const [first, second, third] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
  const follows = (byte: number | undefined): byte is number => byte !== undefined && (byte & 0xc0) === 0x80;
  if (first >= 0xc0 && first < 0xe0 && follows(second)) return { code: ((first & 31) << 6) | (second & 63), length: 2 };
  if (first >= 0xe0 && first < 0xf0 && follows(second) && follows(third)) {
    return { code: ((first & 15) << 12) | ((second & 63) << 6) | (third & 63), length: 3 };
  }
  const fourth = bytes[i + 3];
  if (first >= 0xf0 && first < 0xf8 && follows(second) && follows(third) && follows(fourth)) {
    const code = ((first & 7) << 18) | ((second & 63) << 12) | ((third & 63) << 6) | (fourth & 63);
    return { code: code > 0x10ffff ? 0xfffd : code, length: 4 };
  }
  return { code: first, length: 1 };
}

function textOf(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const { code, length } = readUtf8(bytes, i);
    text += String.fromCodePoint(code);
    i += length;
  }
  return text;
}

/** `%XX` as UTF-8, `%uXXXX`, and `+` for a blank where a text has no blank of its own. */
export function decodePercent(text: string): string {
  let result = '';
  let from = 0;
  for (let i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i)) {
    const wide = (text.charCodeAt(i + 1) | 32) === 117 ? hexOf(text, i + 2, 4) : -1;
    if (wide >= 0) {
      result += text.slice(from, i) + String.fromCharCode(wide);
      from = i += 6;
      continue;
    }
    const bytes: number[] = [];
    let end = i;
    for (let byte = hexOf(text, end + 1, 2); text.charCodeAt(end) === 37 && byte >= 0; byte = hexOf(text, end + 1, 2)) {
      bytes.push(byte);
      end += 3;
    }
    if (bytes.length === 0) {
      i++;
      continue;
    }
    result += text.slice(from, i) + textOf(bytes);
    from = i = end;
  }
  if (from === 0) return text;
  const decoded = result + text.slice(from);
  return text.includes(' ') ? decoded : decoded.replaceAll('+', ' ');
}

const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  lpar: '(',
  rpar: ')',
  colon: ':',
  tab: '\t',
  newline: '\n',
  nbsp: ' ',
  sol: '/',
  bsol: '\\',
  semi: ';',
  equals: '=',
  grave: '`',
  lbrace: '{',
  rbrace: '}',
  dollar: '$',
  period: '.',
  comma: ',',
  num: '#',
  excl: '!',
};
const longestName = 8;

function numericReference(text: string, i: number): { code: number; end: number } | undefined {
  const isHex = (text.charCodeAt(i) | 32) === 120;
  const start = isHex ? i + 1 : i;
  let code = 0;
  let end = start;
  for (; end < text.length && end - start < 12; end++) {
    const digit = hexOf(text, end, 1);
    if (digit < 0 || (!isHex && digit > 9)) break;
    code = Math.min(code * (isHex ? 16 : 10) + digit, 0x110000);
  }
  if (end === start || code > 0x10ffff) return undefined;
  return { code, end: text[end] === ';' ? end + 1 : end };
}

function namedReference(text: string, i: number): { character: string; end: number } | undefined {
  const end = text.indexOf(';', i);
  if (end < 0 || end - i > longestName || end === i) return undefined;
  const character = named[text.slice(i, end).toLowerCase()];
  return character === undefined ? undefined : { character, end: end + 1 };
}

/** Character references of HTML that matter to an attack: all numeric ones and the named ones of ASCII punctuation. */
export function decodeEntities(text: string): string {
  let result = '';
  let from = 0;
  // A name is looked for in the next few characters only: the search for `;` must not run on from every `&`.
  for (let i = text.indexOf('&'); i >= 0; i = text.indexOf('&', i + 1)) {
    const window = text.slice(i + 1, i + 2 + longestName + 8);
    const number = window[0] === '#' ? numericReference(window, 1) : undefined;
    const name = number ? undefined : namedReference(window, 0);
    const end = number?.end ?? name?.end;
    if (end === undefined) continue;
    result += text.slice(from, i) + (number ? String.fromCodePoint(number.code) : name!.character);
    from = i + 1 + end;
    i = from - 1;
  }
  return from === 0 ? text : result + text.slice(from);
}

interface Escape {
  readonly code: number;
  readonly length: number;
}

function readEscape(text: string, i: number): Escape | undefined {
  const letter = text.charCodeAt(i + 1) | 32;
  if (letter === 117 && text[i + 2] === '{') {
    const close = text.slice(i + 3, i + 10).indexOf('}');
    const code = close > 0 ? hexOf(text, i + 3, close) : -1;
    return code >= 0 && code <= 0x10ffff ? { code, length: close + 4 } : undefined;
  }
  const length = letter === 117 ? 4 : letter === 120 ? 2 : 0;
  if (length > 0) {
    const code = hexOf(text, i + 2, length);
    return code >= 0 ? { code, length: length + 2 } : undefined;
  }
  return readOctal(text, i);
}

/** `\057`: three octal digits. */
function readOctal(text: string, i: number): Escape | undefined {
  let code = 0;
  for (let at = i + 1; at < i + 4; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 7)) return undefined;
    code = code * 8 + digit;
  }
  return code < 256 ? { code, length: 4 } : undefined;
}

/** `\uXXXX`, `\u{...}`, `\xXX` and `\NNN` (octal), as scripts and JSON write them. */
export function decodeBackslashes(text: string): string {
  let result = '';
  let from = 0;
  for (let i = text.indexOf('\\'); i >= 0 && i < text.length; i = text.indexOf('\\', i)) {
    const escape = readEscape(text, i);
    if (!escape) {
      i += 1;
      continue;
    }
    result += text.slice(from, i) + String.fromCodePoint(escape.code);
    from = i += escape.length;
  }
  return from === 0 ? text : result + text.slice(from);
}

// Invisible characters, and the two line separators that look like ASCII once a server has cut them to a byte.
const invisible = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g;

/** NFKC, without invisible characters and NUL; quotes of other scripts become ASCII ones, as databases fold them. */
export function foldUnicode(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll('\0', '')
    .replace(invisible, '')
    .replaceAll('\u560a', '\n')
    .replaceAll('\u560d', '\r')
    .replaceAll('\u02b9', "'")
    .replaceAll('\u02bc', "'");
}
