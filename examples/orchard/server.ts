import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { loadCode } from './code.js';
import { openStore } from './database.js';
import type { HoleId } from './holes.js';
import { listen } from './listen.js';
import { badRequest, Problem, problemBody } from './problem.js';
import { createRouter } from './router.js';
import type { Router } from './router.js';
import { seed } from './seed.js';
import { demandRole } from './shop.js';
import type { Call, Operation, Principal, Reply, Shop } from './shop.js';
import { createThrottle } from './throttle.js';
import { authenticate, createTokens } from './tokens.js';
import { startVendor } from './vendor.js';

export type OrchardOptions = {
  /** 0 takes a free port. */
  readonly port: number;
  readonly vendorPort: number;
  /** The SQLite file; without it a temporary one that is removed at the end. */
  readonly data?: string;
  /** Go on with the data of an existing file instead of starting afresh. */
  readonly keep?: boolean;
  /** Another payments vendor than the built-in one. */
  readonly vendorUrl?: string;
  readonly closed: ReadonlySet<HoleId>;
  /** A module with functions in place of the shop's own. */
  readonly code?: string;
};

export type Orchard = { readonly url: string; readonly vendorUrl: string; close(): Promise<void> };

const smallBody = 65_536;
const hugeBody = 33_554_432;
const shopOrigin = 'https://shop.orchard.example';

/** Reads the body; what is too much is refused at once, and the rest of it read away so that the answer arrives. */
function readBody(request: http.IncomingMessage, shop: Shop): Promise<Buffer> {
  const most = shop.open('body-size-unlimited') ? hugeBody : smallBody;
  const tooLarge = new Problem(413, `A body may have ${most} bytes.`);
  const declared = Number(request.headers['content-length'] ?? 0);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    if (declared > most) reject(tooLarge);
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > most) return reject(tooLarge);
      chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function parseBody(raw: Buffer, request: http.IncomingMessage): unknown {
  if (raw.length === 0) return undefined;
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!/^application\/json\s*(;|$)/i.test(type) || encoding !== 'identity') {
    throw new Problem(415, 'The body must be application/json.');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)) as unknown;
  } catch {
    throw badRequest('The body is not JSON.');
  }
}

function readQuery(search: URLSearchParams): Record<string, string> {
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of search) {
    if (name in query) throw badRequest('A query parameter is given twice.');
    query[name] = value;
  }
  return query;
}

/** The principal, once it may call the operation; undefined for a public one. */
async function admit(operation: Operation, header: string | undefined, shop: Shop): Promise<Principal | undefined> {
  const { access, weakened } = operation;
  const needed = weakened && shop.open(weakened.by) ? weakened.access : access;
  if (needed === 'public') return undefined;
  const principal = await authenticate(header, operation.id, shop);
  demandRole(principal, needed);
  return principal;
}

async function answer(request: http.IncomingMessage, route: Router, shop: Shop): Promise<Reply> {
  const [pathname = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s);
  if (request.method === 'OPTIONS') return { status: 204 };
  const { operation, params } = route(request.method ?? 'GET', pathname);
  const principal = await admit(operation, request.headers.authorization, shop);
  const rawBody = await readBody(request, shop);
  const headers = request.headers as Call['headers'];
  const query = readQuery(new URLSearchParams(search));
  return operation.handle({ params, query, headers, body: parseBody(rawBody, request), rawBody, principal }, shop);
}

/** What an error says to the caller: problems are meant for them, anything else is not. */
function errorReply(error: unknown, shop: Shop): Reply {
  const known = error instanceof Problem ? error : new Problem(500, 'Something went wrong on our side.');
  const body = problemBody(known);
  // Faults in code under test are for who writes it.
  if (known !== error && Object.keys(shop.code).length > 0) console.error(error);
  if (error instanceof Error && error !== known && shop.open('verbose-error')) {
    Object.assign(body, { detail: error.message, stack: error.stack, sql: (error as { sql?: string }).sql });
  }
  return { status: known.status, body, headers: { ...known.headers, 'content-type': 'application/problem+json' } };
}

function corsHeaders(origin: string | undefined, shop: Shop): Record<string, string> {
  if (origin === undefined) return {};
  const reflects = shop.open('cors-reflects-origin');
  if (!reflects && origin !== shopOrigin) return { vary: 'origin' };
  const allowed = { 'access-control-allow-origin': origin, vary: 'origin' };
  const methods = 'GET, POST, PATCH, DELETE';
  const names = 'authorization, content-type';
  const preflight = { 'access-control-allow-methods': methods, 'access-control-allow-headers': names };
  return { ...allowed, ...preflight, ...(reflects && { 'access-control-allow-credentials': 'true' }) };
}

const alwaysSent = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

function send(response: http.ServerResponse, reply: Reply, cors: Record<string, string>): void {
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  const typed = reply.body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = Object.entries({ ...alwaysSent, ...typed, ...cors, ...reply.headers }).filter(([, value]) => value);
  response.writeHead(reply.status, Object.fromEntries(headers));
  response.end(reply.body === undefined || response.req.method === 'HEAD' ? undefined : text);
}

function createServer(route: Router, shop: Shop): http.Server {
  return http.createServer(async (request, response) => {
    const reply = await answer(request, route, shop).catch((error: unknown) => errorReply(error, shop));
    send(response, reply, corsHeaders(request.headers.origin, shop));
  });
}

/** Starts Orchard and, unless `vendorUrl` names another, its payments vendor, both on 127.0.0.1. */
export async function startOrchard(options: OrchardOptions): Promise<Orchard> {
  const code = await loadCode(options.code);
  const folder = options.data === undefined ? fs.mkdtempSync(path.join(os.tmpdir(), 'orchard-')) : undefined;
  const dataFile = options.data ?? path.join(folder!, 'orchard.db');
  const { store, fresh } = openStore(dataFile, options.keep ?? false);
  if (fresh) seed(store);
  const tokens = await createTokens();
  const open = (hole: HoleId) => !options.closed.has(hole);
  let url = '';
  const webhookUrl = () => `${url}/webhooks/payments`;
  const closing: (() => Promise<void> | void)[] = [
    () => store.close(),
    () => folder && fs.rmSync(folder, { recursive: true, force: true }),
  ];
  const close = async () => {
    for (const step of closing) await step();
  };
  try {
    const vendor = options.vendorUrl ? undefined : await startVendor({ port: options.vendorPort, webhookUrl });
    if (vendor) closing.unshift(() => vendor.close());
    const vendorUrl = options.vendorUrl ?? vendor!.url;
    const guesses = createThrottle({ limit: 10, windowSeconds: 60 });
    const exports = createThrottle({ limit: 30, windowSeconds: 60 });
    const shop: Shop = { store, tokens, guesses, exports, vendorUrl, dataFile, code, open };
    const listening = await listen(createServer(createRouter(open), shop), options.port);
    closing.unshift(() => listening.close());
    url = listening.url;
    return { url, vendorUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}
