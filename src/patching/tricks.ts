import type { ReplayRequest } from '../core/replay.js';
import type { Change } from './variant.js';

const pathOf = (target: string) => target.split('?', 1)[0]!;
const queryOf = (target: string) => (target.includes('?') ? target.slice(target.indexOf('?')) : '');

const onPath =
  (change: (path: string) => string): Change =>
  (request) => ({
    ...request,
    path: change(pathOf(request.path)) + queryOf(request.path),
  });

/** First letter of the last literal segment, percent-encoded: another spelling of the same path (RFC 3986 6.2.2.2). */
function encodeLetter(path: string): string {
  const at = [...path.matchAll(/\/([A-Za-z])[A-Za-z-]*(?=\/|$)/g)].at(-1);
  if (!at) return path;
  const index = at.index + 1;
  const code = path.charCodeAt(index).toString(16).toUpperCase();
  return `${path.slice(0, index)}%${code}${path.slice(index + 1)}`;
}

function capitalise(path: string): string {
  return path.replace(/^\/([a-z])/, (_, letter: string) => `/${letter.toUpperCase()}`);
}

const header =
  (name: string, value: (request: ReplayRequest) => string): Change =>
  (request) => ({
    ...request,
    headers: { ...request.headers, [name]: value(request) },
  });

/** Other spellings of the path, and headers by which some servers choose another path or method. */
export const pathTricks: Readonly<Record<string, Change>> = {
  'trailing slash': onPath((path) => `${path}/`),
  'doubled slash': onPath((path) => path.replace(/\/(?=[^/]*$)/, '//')),
  'dot segment': onPath((path) => path.replace(/\/(?=[^/]*$)/, '/./')),
  'encoded dot segment': onPath((path) => path.replace(/\/(?=[^/]*$)/, '/%2e/')),
  'encoded letter': onPath(encodeLetter),
  'matrix parameter': onPath((path) => `${path};v=1`),
  'capital letter': onPath(capitalise),
  'encoded slash at the end': onPath((path) => `${path}%2f`),
  'null byte at the end': onPath((path) => `${path}%00`),
  'X-Original-URL': (request) => moved(request, 'X-Original-URL'),
  'X-Rewrite-URL': (request) => moved(request, 'X-Rewrite-URL'),
};

/** The path in a header, sent to the root. */
function moved(request: ReplayRequest, name: string): ReplayRequest {
  return { ...request, path: '/', headers: { ...request.headers, [name]: request.path } };
}

/** The method in a header, sent as POST. */
export const methodTricks: Readonly<Record<string, Change>> = {
  'X-HTTP-Method-Override': (request) => overridden(request, 'X-HTTP-Method-Override'),
  'X-Method-Override': (request) => overridden(request, 'X-Method-Override'),
  'X-HTTP-Method': (request) => overridden(request, 'X-HTTP-Method'),
  'HEAD instead of GET': (request) => (request.method === 'GET' ? { ...request, method: 'HEAD' } : undefined),
};

function overridden(request: ReplayRequest, name: string): ReplayRequest {
  return { ...request, method: 'POST', headers: { ...request.headers, [name]: request.method } };
}

/** Headers by which some servers take another address or user for the caller's. */
export const trustTricks: Readonly<Record<string, Change>> = {
  'X-Forwarded-For loopback': header('X-Forwarded-For', () => '127.0.0.1'),
  'X-User-Id': header('X-User-Id', () => '1'),
  'X-Forwarded-Host': header('X-Forwarded-Host', () => 'localhost'),
};

/** JSON bodies written differently: an escaped key, white space, another content type. */
export const bodyTricks: Readonly<Record<string, Change>> = {
  'escaped letters in keys': (request) =>
    request.body === undefined
      ? undefined
      : {
          ...request,
          body: request.body.replace(
            /"([A-Za-z_])([A-Za-z_0-9]*)"\s*:/g,
            (_, first: string, rest: string) => `"\\u00${first.charCodeAt(0).toString(16)}${rest}":`,
          ),
        },
  'charset in another case': (request) =>
    request.body === undefined
      ? undefined
      : { ...request, headers: { ...request.headers, 'content-type': 'Application/JSON; Charset=UTF-8' } },
  'duplicate key, harmless one last': (request) =>
    request.body === undefined ? undefined : withDuplicates(request, 'last'),
  'duplicate key, harmless one first': (request) =>
    request.body === undefined ? undefined : withDuplicates(request, 'first'),
  'plain text content type': (request) =>
    request.body === undefined
      ? undefined
      : { ...request, headers: { ...request.headers, 'content-type': 'text/plain' } },
  'no content type': (request) => {
    if (request.body === undefined) return undefined;
    return { ...request, headers: { ...request.headers, 'content-type': '' } };
  },
};

/** Every key of a flat object twice: once with its value, once with null. */
function withDuplicates(request: ReplayRequest, harmless: 'first' | 'last'): ReplayRequest | undefined {
  const value = parse(request.body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = Object.entries(value).flatMap(([key, member]) => {
    const real = `${JSON.stringify(key)}:${JSON.stringify(member)}`;
    const empty = `${JSON.stringify(key)}:null`;
    return harmless === 'first' ? [empty, real] : [real, empty];
  });
  return { ...request, body: `{${members.join(',')}}` };
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
