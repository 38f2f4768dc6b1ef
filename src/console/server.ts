import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { actingAs } from '../app/actor.js';
import { personNames } from '../app/person-names.js';
import { PortcullisError } from '../core/errors.js';
import { uuidv7 } from '../core/ids.js';
import { isReply, type Call, type Caller, type ConsoleHost, type Reply } from './operation.js';
import { readJson } from './body.js';
import { cookieName, readCookie } from './cookie.js';
import { faultText, problemOf, Refusal } from './problem.js';
import type { Found, Routes } from './routes.js';
import { isSameToken } from './sessions.js';
import type { StaticFiles } from './static-files.js';

export interface ConsoleAddress {
  readonly host: string;
  readonly port: number;
  /** PEM; without it only this machine may be listened at. */
  readonly tls?:
    { readonly certificate: string; readonly key: string; readonly minVersion: 'TLSv1.2' | 'TLSv1.3' } | undefined;
  /** Names besides its address that the console may be asked by. */
  readonly names: readonly string[];
}

export interface ConsoleServerParts {
  readonly host: ConsoleHost;
  readonly routes: Routes;
  readonly files: StaticFiles;
  /** Told of faults of our own. */
  readonly say: (text: string) => void;
}

export interface ConsoleServer {
  readonly url: string;
  close(): Promise<void>;
}

const base = '/api/v1';

/** Serves the control API and the console's files. Throws `ADDRESS_IN_USE`, and `USAGE` for others without TLS. */
export async function startServer(at: ConsoleAddress, parts: ConsoleServerParts): Promise<ConsoleServer> {
  if (!at.tls && !isLoopback(at.host)) {
    throw new PortcullisError('USAGE', 'The console would be reachable by others without TLS', {
      expected: 'an address of this machine such as 127.0.0.1:9443, or `console: { tls: ... }`',
    });
  }
  const handler = (request: http.IncomingMessage, response: http.ServerResponse): void =>
    void answer(request, response, { at, parts });
  const options = { requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 16_384 };
  const server = at.tls
    ? https.createServer(
        { ...options, cert: at.tls.certificate, key: at.tls.key, minVersion: at.tls.minVersion },
        handler,
      )
    : http.createServer(options, handler);
  await listen(server, at);
  const { port } = server.address() as AddressInfo;
  const shown = at.host.includes(':') ? `[${at.host}]` : at.host;
  return {
    url: `${at.tls ? 'https' : 'http'}://${shown}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

async function listen(server: http.Server, { host, port }: ConsoleAddress): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message = `${host}:${port} is already in use`;
      reject(cause.code === 'EADDRINUSE' ? new PortcullisError('ADDRESS_IN_USE', message, { cause }) : cause);
    });
    server.listen(port, host, resolve);
  });
}

interface Context {
  readonly at: ConsoleAddress;
  readonly parts: ConsoleServerParts;
}

async function answer(request: http.IncomingMessage, response: http.ServerResponse, context: Context): Promise<void> {
  const requestId = uuidv7();
  response.setHeader('x-request-id', requestId);
  secure(response, context.at);
  try {
    refuseForeign(request, context.at);
    const url = new URL(request.url ?? '/', 'http://console');
    if (url.pathname !== base && !url.pathname.startsWith(`${base}/`))
      return context.parts.files.serve(request, response);
    response.setHeader('cache-control', 'no-store');
    await answerCall(request, response, { ...context, url });
  } catch (error) {
    const problem = problemOf(error, requestId);
    if (problem.status === 500) context.parts.say(faultText(error, requestId));
    sendProblem(response, problem);
  }
}

function sendProblem(response: http.ServerResponse, problem: ReturnType<typeof problemOf>): void {
  if (response.headersSent) return void response.destroy();
  if (problem.retryAfterSeconds !== undefined) response.setHeader('retry-after', problem.retryAfterSeconds);
  if (problem.status === 401) response.setHeader('www-authenticate', 'Bearer realm="portcullis"');
  response.writeHead(problem.status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(problem.document));
}

function secure(response: http.ServerResponse, { tls }: ConsoleAddress): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()');
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  if (tls) response.setHeader('strict-transport-security', 'max-age=31536000');
}

/** A page of another origin, or one whose name was rebound to this machine, asks in vain. */
function refuseForeign(request: http.IncomingMessage, at: ConsoleAddress): void {
  const { host = '', origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
  const port = (request.socket as Socket).localPort ?? at.port;
  const own = hostsOf(at, port);
  if (!own.has(host.toLowerCase())) throw new Refusal(421, 'HOST_REFUSED', 'The console does not have this name');
  const scheme = at.tls ? 'https' : 'http';
  if (origin !== undefined && origin !== `${scheme}://${host.toLowerCase()}`) {
    throw new Refusal(403, 'ORIGIN_REFUSED', 'A page of another origin may not call the console');
  }
  // A link from elsewhere may open the console, but nothing else may be made to call it.
  const isForeign = site === 'cross-site' || site === 'same-site';
  if (isForeign && mode !== 'navigate')
    throw new Refusal(403, 'ORIGIN_REFUSED', 'Another site may not call the console');
}

function hostsOf({ host, names, tls }: ConsoleAddress, port: number): ReadonlySet<string> {
  const shown = host.includes(':') ? `[${host}]` : host;
  const local = isLoopback(host) ? ['localhost', '127.0.0.1', '[::1]', shown] : [shown];
  const all = [...local, ...names.map((name) => name.toLowerCase())];
  const plain = port === (tls ? 443 : 80) ? all : [];
  return new Set([...all.map((name) => `${name}:${port}`), ...plain, ...names.filter((name) => name.includes(':'))]);
}

async function answerCall(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { parts, url }: Context & { readonly url: URL },
): Promise<void> {
  const { host, routes } = parts;
  const found = routes.find(request.method ?? 'GET', url.pathname.slice(base.length) || '/');
  const caller = await callerOf(request, host);
  allow(found, caller, request);
  const ending = new AbortController();
  response.once('close', () => ending.abort());
  const query = found.route.readQuery(url.searchParams);
  const body = await readJson(request, found.route.operation.body !== undefined);
  found.route.checkBody(body);
  const call: Call = {
    host,
    app: host.app,
    caller: caller ?? nobody,
    address: request.socket.remoteAddress ?? '',
    params: found.params,
    query,
    body,
    request,
    signal: ending.signal,
  };
  const result = await actingAs(call.caller.name, () => found.route.operation.run(call));
  await send(response, found, await named(host, result));
}

/** People are tokens in the log; here they have their names, until they are erased. */
async function named({ app }: ConsoleHost, result: unknown): Promise<unknown> {
  if (isReply(result) || typeof result !== 'object') return result;
  return personNames(await app.store()).show(result);
}

/** For operations that anybody may call. */
const nobody: Caller = Object.freeze({ name: 'anonymous', role: 'viewer', via: 'token', mustChangePassword: false });

async function callerOf(
  request: http.IncomingMessage,
  { sessions, isSecure }: ConsoleHost,
): Promise<Caller | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, token = ''] = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
    return sessions.findToken(token);
  }
  const cookie = readCookie(request.headers.cookie, cookieName(isSecure));
  return cookie === undefined ? undefined : sessions.find(cookie);
}

/** Role, password that must be changed first, and the token of writes. */
function allow({ route }: Found, caller: Caller | undefined, request: http.IncomingMessage): void {
  const { roles, method } = route.operation;
  if (roles === 'public') return;
  if (!caller) throw new Refusal(401, 'UNAUTHENTICATED', 'Nobody is logged in, or the session is over');
  if (caller.session && method !== 'GET') {
    const given = request.headers['x-csrf-token'];
    if (typeof given !== 'string' || !isSameToken(caller.session.csrfToken, given)) {
      throw new Refusal(403, 'CSRF_REFUSED', 'The token of the session is missing', { expected: 'x-csrf-token' });
    }
  }
  if (roles === 'session') {
    if (caller.session) return;
    throw new Refusal(403, 'FORBIDDEN', 'Only a person can do this');
  }
  if (caller.mustChangePassword) {
    throw new Refusal(403, 'PASSWORD_CHANGE_REQUIRED', 'The password must be changed first');
  }
  if (!roles.includes(caller.role)) {
    throw new Refusal(403, 'FORBIDDEN', `The role ${caller.role} may not do this`, { expected: roles.join(', ') });
  }
}

async function send(response: http.ServerResponse, found: Found, result: unknown): Promise<void> {
  const { status = 200 } = found.route.operation;
  const facts: Reply = isReply(result) ? result : { json: result };
  for (const [name, value] of Object.entries(facts.headers ?? {})) response.setHeader(name, value);
  if (facts.stream) {
    response.writeHead(facts.status ?? status, { 'content-type': facts.stream.mediaType });
    response.flushHeaders();
    return void Readable.from(facts.stream.parts, { objectMode: true })
      .on('error', () => response.destroy())
      .pipe(response);
  }
  if (facts.json === undefined) return void response.writeHead(facts.status ?? 204).end();
  response.writeHead(facts.status ?? status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(facts.json));
}
