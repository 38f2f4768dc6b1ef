import type { Replay, ReplayRequest, ReplayStep } from '../core/replay.js';

/** Another form of an attack. */
export interface Variant {
  readonly name: string;
  readonly replay: Replay;
}

type Change = (request: ReplayRequest, step: ReplayStep) => ReplayRequest | undefined;

/** The attack alone: without its control steps. */
export function attackOnly(replay: Replay): Replay {
  return { steps: replay.steps.filter((step) => step.role !== 'control') };
}

/** The control alone, with the setup it needs. */
export function controlOnly(replay: Replay): Replay {
  return { steps: replay.steps.filter((step) => step.role !== 'attack' && step.role !== 'verify') };
}

/** A variant that changes every attack request; undefined when the change touches none of them. */
export function changeAttack(replay: Replay, name: string, change: Change): Variant | undefined {
  let changed = false;
  const steps = attackOnly(replay).steps.map((step) => {
    if (step.role !== 'attack') return step;
    const request = change(step.request, step);
    if (request === undefined || JSON.stringify(request) === JSON.stringify(step.request)) return step;
    changed = true;
    return { ...step, request };
  });
  return changed ? { name, replay: { steps } } : undefined;
}

/** Variants of a list of changes; those that change nothing are left out. */
export function changeEach(replay: Replay, changes: Readonly<Record<string, Change>>): readonly Variant[] {
  return Object.entries(changes).flatMap(([name, change]) => changeAttack(replay, name, change) ?? []);
}

const [pathOf, queryOf] = [
  (target: string) => target.split('?', 1)[0]!,
  (target: string) => (target.includes('?') ? target.slice(target.indexOf('?')) : ''),
];

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
  'X-Original-URL': (request) => ({
    ...header('X-Original-URL', ({ path }) => path)(request, undefined as never)!,
    path: '/',
  }),
  'X-Rewrite-URL': (request) => ({
    ...header('X-Rewrite-URL', ({ path }) => path)(request, undefined as never)!,
    path: '/',
  }),
};

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

/** The attack sent by other actors. */
export function byOtherActors(replay: Replay, actors: readonly string[]): readonly Variant[] {
  return actors.map((actor) => ({
    name: `as ${actor}`,
    replay: { steps: attackOnly(replay).steps.map((step) => (step.role === 'attack' ? sentBy(step, actor) : step)) },
  }));
}

function sentBy(step: ReplayStep, actor: string): ReplayStep {
  return { ...step, credential: actor === 'anonymous' ? { actor } : { ...step.credential, actor } };
}

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
