/**
 * Classes of characters, one bit each. One pass over a text gives the union: a detector whose characters are absent is
 * not asked, and a text of letters, digits, blanks and `.:-_` alone is looked at no further.
 */
export const has = {
  quote: 1,
  doubleQuote: 2,
  backtick: 4,
  angle: 8,
  paren: 16,
  brace: 32,
  bracket: 64,
  dollar: 128,
  semicolon: 256,
  pipe: 512,
  ampersand: 1024,
  backslash: 2048,
  percent: 4096,
  star: 8192,
  slash: 16384,
  hash: 32768,
  equals: 65536,
  exclamation: 131072,
  lineBreak: 262144,
  control: 524288,
  nonAscii: 1048576,
  plus: 2097152,
  at: 4194304,
  comma: 8388608,
  tilde: 16777216,
  digit: 33554432,
  upper: 67108864,
  lower: 134217728,
  blank: 268435456,
  colon: 536870912,
  dot: 1073741824,
} as const;

const groups: readonly [string, number][] = [
  ["'", has.quote],
  ['"', has.doubleQuote],
  ['`', has.backtick],
  ['<>', has.angle],
  ['()', has.paren],
  ['{}', has.brace],
  ['[]', has.bracket],
  ['$', has.dollar],
  [';', has.semicolon],
  ['|', has.pipe],
  ['&', has.ampersand],
  ['\\', has.backslash],
  ['%', has.percent],
  ['*', has.star],
  ['/', has.slash],
  ['#', has.hash],
  ['=', has.equals],
  ['!', has.exclamation],
  ['\r\n', has.lineBreak],
  ['+', has.plus],
  ['@', has.at],
  [',', has.comma],
  ['~^?', has.tilde],
  ['0123456789', has.digit],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', has.upper],
  ['abcdefghijklmnopqrstuvwxyz', has.lower],
  [' \t', has.blank],
  [':', has.colon],
  ['.', has.dot],
];

function makeTable(): Uint32Array {
  const table = new Uint32Array(128);
  for (let code = 0; code < 32; code++) table[code] = has.control;
  table[127] = has.control;
  for (const [characters, bit] of groups) for (const character of characters) table[character.charCodeAt(0)] = bit;
  return table;
}

const table = makeTable();

/** What a harmless text is made of; anything else makes it worth a look. */
export const plain =
  has.digit | has.upper | has.lower | has.blank | has.colon | has.comma | has.at | has.tilde | has.dot;

/** The union of the classes of all characters of a text. */
export function classesOf(text: string): number {
  let seen = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    seen |= code < 128 ? table[code]! : has.nonAscii;
  }
  return seen;
}

/** Whether a character code is a letter, a digit or `_`. */
export function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code > 127
  );
}

/** Whether a character code is a blank: space, tab, line break, form feed, vertical tab, no-break space. */
export function isBlankCode(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 160;
}
