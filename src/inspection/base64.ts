import { isUtf8 } from 'node:buffer';
import { classesOf, has } from './characters.js';
import type { Form } from './canonical.js';

/** Longest text that is decoded; the head of a longer one says what it is. */
const longest = 4_096;
const notBase64 =
  has.quote | has.doubleQuote | has.angle | has.paren | has.brace | has.bracket | has.dollar | has.semicolon;
const notBase64Either =
  has.dot | has.pipe | has.ampersand | has.backslash | has.percent | has.star | has.hash | has.nonAscii;
const letters = has.upper | has.lower;

function isAlphabet(code: number): boolean {
  return (
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 45 ||
    code === 95
  );
}

/** Index behind the last character of the alphabet, or -1 when something else comes before the padding. */
function endOfAlphabet(text: string): number {
  let end = text.length;
  while (end > 0 && end > text.length - 2 && text.charCodeAt(end - 1) === 61) end--;
  for (let i = 0; i < end; i++) if (!isAlphabet(text.charCodeAt(i))) return -1;
  return end;
}

/** Decodes a text that is base64 (RFC 4648, both alphabets) of at least eight characters and 95 % printable. */
export function decodeBase64({ text, chain, classes }: Form): Form | undefined {
  if (text.length < 8 || classes & (notBase64 | notBase64Either | has.blank | has.lineBreak | has.control))
    return undefined;
  // Words and numbers are left alone: base64 of a text of any length mixes cases.
  if ((classes & letters) !== letters) return undefined;
  const head = text.length > longest ? text.slice(0, longest) : text;
  const end = endOfAlphabet(head);
  if (end < 6 || end % 4 === 1) return undefined;
  const bytes = Buffer.from(head, 'base64');
  if (!isText(bytes)) return undefined;
  const decoded = bytes.toString('utf8');
  return { text: decoded, chain: chain ? `${chain}>base64` : 'base64', classes: classesOf(decoded) };
}

/** Bytes that are no ASCII say that it is text only where there are enough of them to be no accident. */
const fewestForUnicode = 12;

function isText(bytes: Buffer): boolean {
  let printable = 0;
  let ascii = 0;
  for (const byte of bytes) {
    if (byte > 127) continue;
    ascii++;
    if (byte >= 32 ? byte < 127 : byte === 9 || byte === 10 || byte === 13) printable++;
  }
  if (printable >= bytes.length * 0.95) return true;
  return printable >= ascii * 0.95 && bytes.length >= fewestForUnicode && isUtf8(bytes);
}
