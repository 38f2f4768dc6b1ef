import type { DenialCode } from '../core/denials.js';

/** The request target, read in the one way that is judged. */
export interface Target {
  /** Path with every percent-encoded unreserved character decoded: what literals are compared with. */
  readonly path: string;
  /** Path exactly as received. */
  readonly raw: string;
  /** Without `?`, as received. */
  readonly query: string;
  /** Authority of an absolute-form target, in lower case. */
  readonly authority: string | undefined;
}

/** Why a target has more than one reading, or none. `reason` is for the event: it never holds the target. */
export interface TargetProblem {
  readonly code: DenialCode;
  readonly reason: string;
}

/** Most targets are this plain: nothing to decode, no dot at the start of a segment, no empty segment. */
const plainPath = /^(?:\/[A-Za-z0-9_~!$&'()*+,:=@-][A-Za-z0-9_~!$&'()*+,:=@.-]*)+\/?$/;
const visible = /^[\x21-\x7e]*$/;
const unreserved = /[A-Za-z0-9._~-]/;
const encoded = /%([0-9A-Fa-f]{2})/g;
// eslint-disable-next-line no-control-regex
const control = /[\x00-\x1f\x7f]/;

/** Reads a request target (RFC 9112 3.2) or says why it is refused. */
export function readTarget(target: string): Target | TargetProblem {
  const question = target.indexOf('?');
  const raw = question === -1 ? target : target.slice(0, question);
  const query = question === -1 ? '' : target.slice(question + 1);
  if (query !== '' && !(visible.test(query) && !query.includes('#'))) return malformed('query has raw bytes');
  if (plainPath.test(raw) || raw === '/') return { path: raw, raw, query, authority: undefined };
  if (!visible.test(raw)) return malformed('target has raw bytes');
  if (raw[0] === '/') return readPath(raw, query, undefined);
  return readAbsolute(raw, query);
}

export function isProblem(value: Target | TargetProblem): value is TargetProblem {
  return 'code' in value;
}

/** `http://authority/path`: the authority is compared with `Host` by the caller (RFC 9112 3.2.2). */
function readAbsolute(raw: string, query: string): Target | TargetProblem {
  const match = /^https?:\/\/([^/]+)(\/.*)?$/i.exec(raw);
  if (!match) return malformed('target is neither a path nor an http address');
  return readPath(match[2] ?? '/', query, match[1]!.toLowerCase());
}

function readPath(raw: string, query: string, authority: string | undefined): Target | TargetProblem {
  if (raw.includes('\\') || raw.includes('#')) return ambiguous('backslash or fragment');
  if (raw.includes('//')) return { code: 'OPERATION_UNKNOWN', reason: 'empty segment' };
  if (/%(?![0-9A-Fa-f]{2})/.test(raw)) return ambiguous('broken percent sequence');
  const path = raw.includes('%') ? decodeUnreserved(raw) : raw;
  for (const segment of path.split('/')) {
    const reason = segmentProblem(segment);
    if (reason) return ambiguous(reason);
  }
  return { path, raw, query, authority };
}

/** Decodes what means the same bare and encoded, nothing else (RFC 3986 2.3). */
export function decodeUnreserved(text: string): string {
  return text.replace(encoded, (whole, digits: string) => {
    const character = String.fromCharCode(Number.parseInt(digits, 16));
    return unreserved.test(character) ? character : whole;
  });
}

/** An encoded slash is data, but nothing that any later decoder could take for a dot segment or a control. */
function segmentProblem(segment: string): string | undefined {
  if (segment === '.' || segment === '..') return 'dot segment';
  if (hasDotComponent(segment)) return 'dot segment with parameters';
  if (!segment.includes('%')) return undefined;
  const once = decode(segment);
  if (once === undefined) return 'encoding is not UTF-8';
  if (once.includes('\\')) return 'encoded backslash';
  if (control.test(once)) return 'encoded control character';
  if (hasDotComponent(once)) return 'encoded dot segment';
  return once.includes('%') ? secondReading(once) : undefined;
}

/** What an upstream that decodes twice would see, even one that lets broken sequences stand. */
function secondReading(once: string): string | undefined {
  const twice = once.replace(encoded, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  if (control.test(twice)) return 'control character, encoded twice';
  if (hasDotComponent(twice)) return 'dot segment, encoded twice';
  if (slashes(twice) > slashes(once)) return 'slash, encoded twice';
  return undefined;
}

function hasDotComponent(text: string): boolean {
  // `..;x` is `..` for servers that cut matrix parameters off.
  return text.split(/[/\\]/).some((part) => /^\.{1,2}(?:;.*)?$/.test(part));
}

function slashes(text: string): number {
  return text.split(/[/\\]/).length;
}

/** Percent-decoded text, or undefined when the bytes are not UTF-8 or a sequence is broken. */
export function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function ambiguous(reason: string): TargetProblem {
  return { code: 'PATH_AMBIGUOUS', reason };
}

function malformed(reason: string): TargetProblem {
  return { code: 'REQUEST_MALFORMED', reason };
}
