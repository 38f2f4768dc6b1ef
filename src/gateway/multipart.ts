import { readPartHead, type PartHead } from './multipart-head.js';

/** One part of a multipart body. */
export interface Part extends PartHead {
  readonly content: Buffer;
}

export type MultipartResult =
  | { readonly parts: readonly Part[]; readonly reason?: undefined }
  | { readonly reason: string; readonly parts?: undefined };

/** More parts than this in one body are refused. */
export const maxParts = 100;

/** RFC 2046 5.1.1, without the space: some readers trim it. */
const boundaryGrammar = /^[0-9A-Za-z'()+_,\-./:=?]{1,70}$/;

const lineEnd = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');
const maxHeadBytes = 4_096;

function startsAt(bytes: Buffer, text: Buffer, at: number): boolean {
  return bytes.length - at >= text.length && bytes.compare(text, 0, text.length, at, at + text.length) === 0;
}

/** Where the delimiter's line goes on: the next part, the end of the body, or undefined when it is no whole line. */
function afterDelimiter(bytes: Buffer, at: number): number | 'end' | undefined {
  if (startsAt(bytes, lineEnd, at)) return at + 2;
  const rest = bytes.toString('latin1', at, at + 5);
  return rest === '--' || rest === '--\r\n' ? 'end' : undefined;
}

function readPart(bytes: Buffer, from: number, to: number): Part | string {
  const end = bytes.indexOf(headEnd, from);
  if (end < 0 || end > to - headEnd.length || end - from > maxHeadBytes) return 'has a part without a head';
  const head = readPartHead(bytes.subarray(from, end));
  if (typeof head === 'string') return head;
  const content = bytes.subarray(end + headEnd.length, to);
  const length = head.length;
  return length === undefined || length === content.length ? { ...head, content } : 'has a part of another length';
}

/**
 * Reads `multipart/form-data` (RFC 7578) that can be read in exactly one way: no preamble, no epilogue, no padding, the
 * delimiter nowhere but at its places, one reading of every part's head. Parsers of frameworks differ in all of these
 * (CWE-436). The reason says what is wrong, without values.
 */
export function readMultipart(bytes: Buffer, boundary: string | undefined): MultipartResult {
  if (boundary === undefined || !boundaryGrammar.test(boundary)) return { reason: 'has no boundary that can be used' };
  const delimiter = Buffer.from(`--${boundary}`);
  if (!startsAt(bytes, delimiter, 0)) return { reason: 'does not begin with its boundary' };
  const parts: Part[] = [];
  let next = afterDelimiter(bytes, delimiter.length);
  while (typeof next === 'number') {
    if (parts.length === maxParts) return { reason: `has more than ${maxParts} parts` };
    const at = bytes.indexOf(delimiter, next);
    if (at < 0) return { reason: 'does not end with its boundary' };
    if (at < next + 2 || !startsAt(bytes, lineEnd, at - 2)) return { reason: 'has its boundary inside a line' };
    const part = readPart(bytes, next, at - 2);
    if (typeof part === 'string') return { reason: part };
    parts.push(part);
    next = afterDelimiter(bytes, at + delimiter.length);
  }
  return next === 'end' ? { parts } : { reason: 'has its boundary inside a line' };
}
