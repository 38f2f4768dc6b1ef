import { AsyncResource } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';
import { clientReader } from '../client-reader.js';
import { deny } from '../denial.js';
import { upstreamRequest } from '../forward.js';
import type { Gateway } from '../gateway.js';
import type { LiveExchange } from '../live-exchange.js';
import { decodeUnreserved } from '../path.js';
import { Relay, type RelayParts } from '../relay.js';
import type { Route } from '../runtime.js';
import { MountRequest, receivedTarget, replaceBody, type HostRequest } from './host-request.js';
import { AppCall, DirectResponse } from './host-response.js';
import type { LookupMarks } from './lookup-marks.js';

export interface NodeMountOptions {
  readonly gateway: Gateway;
  readonly marks: LookupMarks;
  /** CIDR ranges of the proxies in front. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Told once when bodies arrive that somebody read before. */
  readonly warn: (text: string) => void;
}

/** How the host goes on with an accepted request. */
export interface HostCall {
  readonly request: HostRequest;
  readonly response: ServerResponse;
  readonly next: () => void;
  /** False when the host has chosen its handler already: then its path must be the one that was judged. */
  readonly canRewrite: boolean;
}

/** Judges a request in the host's server, then lets the host answer it and judges the answer. */
export type NodeMount = (call: HostCall) => void;

/** Fields about the connection to the host's server, which stays what it is. */
const ofConnection = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'upgrade']);
/** Fields that the gateway rebuilds for whoever answers. */
const rebuilt = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-request-id', 'traceparent']);
rebuilt.add('accept-encoding');

const orderMatters =
  'portcullis: a request body was read before it could be judged, and the request is refused; put the middleware in front of body parsers, or keep the bytes as `request.rawBody`';

/** Makes the way in for servers of Node: each request is judged once, however often it passes here. */
export function nodeMount(options: NodeMountOptions): NodeMount {
  const clientOf = clientReader(options.trustedProxies ?? []);
  const judged = new WeakSet<HostRequest>();
  let warned = false;
  const warnOnce = (): void => {
    if (!warned) options.warn(orderMatters);
    warned = true;
  };
  return (call) => {
    const { request, response } = call;
    if (judged.has(request)) return call.next();
    judged.add(request);
    if (options.marks.isOwn(request)) return call.next();
    if (wasRead(request)) warnOnce();
    // What the host keeps for a call (AsyncLocalStorage) is there when it goes on. `AsyncResource.bind` is slower.
    const scope = new AsyncResource('PortcullisCall', { requireManualDestroy: true });
    const next = (): void => scope.runInAsyncScope(call.next);
    return options.gateway.take({
      request: new MountRequest(request, () => response.headersSent),
      response: new DirectResponse(response),
      clientOf,
      onAccepted: (exchange, route, relay) => admit({ ...call, next }, { exchange, route, relay }),
    });
  };
}

function wasRead({ headers, rawBody, readableDidRead }: HostRequest): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  return hasBody && readableDidRead && !(rawBody instanceof Uint8Array);
}

interface Accepted {
  readonly exchange: LiveExchange;
  readonly route: Route;
  readonly relay: RelayParts;
}

function admit(call: HostCall, { exchange, route, relay }: Accepted): void {
  const { request, response, next } = call;
  const judged = upstreamRequest(exchange, route, { authority: exchange.head.authority });
  if (!placePath(call, judged.path)) {
    const detail = { reason: 'the host routes another path than the one that was judged' };
    return relay.responder.deny(exchange, { ...deny('PATH_AMBIGUOUS', { detail }), guard: 'mount' });
  }
  keepFields(request, judged.headers);
  if (exchange.replacement) replaceBody(request, { body: exchange.replacement, json: exchange.json });
  // Hono reads this instead of a stream that was read before; others may want the bytes that were judged.
  if (exchange.rawBody) request.rawBody = exchange.replacement ?? exchange.rawBody;
  const callOf: RelayParts['callOf'] = (listener) =>
    new AppCall({ response, listener, next, firstByteMillis: judged.firstByteMillis });
  return new Relay(exchange, route, { ...relay, callOf }).start();
}

/** The host must route what was judged, not another spelling of it. */
function placePath({ request, canRewrite }: HostCall, path: string): boolean {
  const received = receivedTarget(request);
  if (received === path) return true;
  // Hono's and Fastify's routers decode what means the same bare and encoded, as the gateway does.
  if (!canRewrite) return decodeUnreserved(received) === decodeUnreserved(path);
  // Express compares literals as they came, and a mount point is cut off already.
  if (received !== request.url) return false;
  request.url = path;
  return true;
}

/** Leaves the app the fields that an upstream would get. `rawHeaders` stay as they came. */
function keepFields(request: HostRequest, flat: readonly string[]): void {
  const kept = new Map<string, string>();
  for (let i = 0; i < flat.length; i += 2) kept.set(flat[i]!.toLowerCase(), flat[i + 1]!);
  for (const name of Object.keys(request.headers)) {
    if (!kept.has(name) && !ofConnection.has(name)) delete request.headers[name];
  }
  for (const name of rebuilt) if (kept.has(name)) request.headers[name] = kept.get(name);
}
