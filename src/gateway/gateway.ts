import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { TLSSocket } from 'node:tls';
import { PortcullisError } from '../core/errors.js';
import type { EventSink } from '../core/events.js';
import type { SchemeVerifier } from '../identity/verifier.js';
import type { ApiModel, Project, SecurityRequirement } from '../model/types.js';
import { addressMatcher, addressReader } from './client-address.js';
import { EventWriter } from './events.js';
import { Flow, type ClientReader } from './flow.js';
import type { Guard } from './guard.js';
import { guards as ownGuards } from './guards.js';
import { memoryLeases } from './leases.js';
import { memoryLimiter } from './limiter.js';
import { defaultLimits, type GatewayLimits } from './limits.js';
import type { Client } from './live-exchange.js';
import { MemoryBudget } from './memory-budget.js';
import { ownerLookup } from './owner-lookup.js';
import { Responder } from './responder.js';
import { Runtime } from './runtime.js';
import { WireServer } from './server.js';
import type { GuardServices, RateLimiter } from './services.js';
import type { TlsFiles } from './tls.js';
import { takeUpgrade } from './upgrade.js';
import { Upstream } from './upstream.js';
import { WebSockets } from './web-sockets.js';

export interface GatewayOptions {
  readonly project: Project;
  /** Verifiers of an API's security schemes; asked when an operation's guards are compiled. */
  readonly identity: { verifierOf(model: ApiModel, requirement: SecurityRequirement): SchemeVerifier | undefined };
  readonly sink: EventSink;
  readonly limits?: Partial<GatewayLimits>;
  readonly clock?: GuardServices['clock'];
  readonly limiter?: RateLimiter;
  /** Serve plain HTTP on addresses other than loopback: only behind something that ends TLS. */
  readonly allowPlainText?: boolean;
  /** Guards instead of the built-in ones. */
  readonly guards?: Iterable<Guard>;
}

/** How a listener is served. */
export interface ListenOptions {
  readonly tls?: TlsFiles | undefined;
  /** With TLS on by default (ALPN); without only when asked, for clients that know it beforehand. */
  readonly http2?: boolean | undefined;
  /** CIDR ranges of the proxies in front: their `X-Forwarded-For` and `traceparent` are believed. */
  readonly trustedProxies?: readonly string[] | undefined;
}

export interface Listening {
  readonly port: number;
  /** Serves new connections with another certificate. Throws CERTIFICATE_INVALID and keeps the old one. */
  renew(tls: TlsFiles): void;
  /** Stops accepting, answers what is under way, then closes; what is left after `drainMillis` is cut off. */
  close(): Promise<void>;
}

/** The data plane: takes requests, judges them, sends accepted ones on. */
export interface Gateway {
  /** Throws ADDRESS_IN_USE, CERTIFICATE_INVALID, or USAGE for plain HTTP on an address that others can reach. */
  listen(host: string, port: number, options?: ListenOptions): Promise<Listening>;
  /** For a server that is not ours: the request must not have been read. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Compiles aside, then serves the new project; throws and goes on with the old one when it does not compile. */
  reload(project: Project): void;
  /** Compiles every operation's guards that no request has needed yet, a few at a time. */
  warm(): Promise<void>;
  readonly project: Project;
  readonly stats: GatewayStats;
  close(): Promise<void>;
}

export interface GatewayStats {
  readonly requests: number;
  readonly denials: number;
  /** Events that the sink did not take. */
  readonly lostEvents: number;
  /** Bytes of request bodies in memory. */
  readonly heldBytes: number;
}

/** Makes a gateway for a compiled project. Throws `PortcullisError` when the project cannot be served. */
export function createGateway(options: GatewayOptions): Gateway {
  return new NodeGateway(options);
}

class NodeGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #limits: GatewayLimits;
  readonly #events: EventWriter;
  readonly #responder: Responder;
  readonly #flow: Flow;
  readonly #memory: MemoryBudget;
  readonly #sockets: WebSockets;
  readonly #shared: Pick<GuardServices, 'clock' | 'limiter' | 'leases'>;
  readonly #open = new Set<Listening>();
  #upstreams = new Map<string, Upstream>();
  #runtime: Runtime;
  #refused = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#events = new EventWriter(options.sink);
    this.#responder = new Responder(this.#events, this.#limits.idleMillis);
    this.#memory = new MemoryBudget(this.#limits.bufferedBytes);
    const clock = options.clock ?? { now: () => Date.now(), monotonic: () => performance.now() };
    const limiter = options.limiter ?? memoryLimiter({ now: () => clock.monotonic() });
    this.#shared = { clock, limiter, leases: memoryLeases() };
    const relay = { responder: this.#responder, answerBytes: this.#limits.answerBytes, memory: this.#memory };
    this.#sockets = new WebSockets(this.#limits, relay);
    this.#flow = new Flow({
      limits: this.#limits,
      responder: this.#responder,
      memory: this.#memory,
      sockets: this.#sockets,
      relay,
    });
    this.#runtime = this.#compile(options.project);
  }

  #compile(project: Project): Runtime {
    const upstreams = new Map<string, Upstream>();
    const runtime = new Runtime(project, {
      guards: this.#options.guards ?? ownGuards,
      upstreamOf: (model) => {
        const origin = originOf(model);
        const upstream = upstreams.get(origin) ?? this.#upstreams.get(origin) ?? new Upstream(origin, this.#limits);
        upstreams.set(origin, upstream);
        return upstream;
      },
      servicesOf: (model, upstream) => ({
        ...this.#shared,
        verifierOf: (requirement) => this.#options.identity.verifierOf(model, requirement),
        lookup: ownerLookup(model, upstream),
      }),
    });
    this.#retire(upstreams);
    return runtime;
  }

  /** Upstreams that the new project does not name end when their last request does. */
  #retire(kept: Map<string, Upstream>): void {
    for (const upstream of this.#upstreams.values()) if (kept.get(upstream.origin) !== upstream) void upstream.close();
    this.#upstreams = kept;
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#flow.handle(this.#runtime, { request, response, clientOf: directClient });
  };

  reload(project: Project): void {
    this.#runtime = this.#compile(project);
  }

  async warm(): Promise<void> {
    for (const route of this.#runtime.routes) {
      void route.pipeline;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  get project(): Project {
    return this.#runtime.project;
  }

  get stats(): GatewayStats {
    return {
      requests: this.#flow.requests + this.#refused,
      denials: this.#responder.denials + this.#refused,
      lostEvents: this.#events.lost,
      heldBytes: this.#memory.used,
    };
  }

  async listen(host: string, port: number, options: ListenOptions = {}): Promise<Listening> {
    const { tls, http2 = tls !== undefined, trustedProxies = [] } = options;
    if (!tls && !this.#options.allowPlainText && !isLoopback(host)) {
      const hint = 'give the listener a certificate, or allow plain text behind something that ends TLS';
      throw new PortcullisError('USAGE', `Plain HTTP on ${host} could be read by others`, { hint });
    }
    const clientOf = clientReader(trustedProxies);
    const server = new WireServer({
      limits: this.#limits,
      events: this.#events,
      tls,
      http2,
      handle: (request, response) => this.#flow.handle(this.#runtime, { request, response, clientOf }),
      onUpgrade: (request, socket, head) => {
        const taken = takeUpgrade(request, socket, head);
        if (!taken) return void socket.destroy();
        return this.#flow.handle(this.#runtime, { request, clientOf, ...taken });
      },
      onRefused: () => {
        this.#refused++;
      },
    });
    await listening(server.listener, host, port);
    const open: Listening = {
      port: (server.listener.address() as AddressInfo).port,
      renew: (files) => server.renew(files),
      close: () => {
        this.#open.delete(open);
        return server.drain(this.#limits.drainMillis);
      },
    };
    this.#open.add(open);
    return open;
  }

  async close(): Promise<void> {
    this.#responder.draining = true;
    this.#sockets.closeAll();
    await Promise.all([...this.#open].map((open) => open.close()));
    await Promise.all([...this.#upstreams.values()].map((upstream) => upstream.destroy()));
  }
}

/** Reads the client once per connection, or per request behind trusted proxies. */
function clientReader(trustedProxies: readonly string[]): ClientReader {
  const read = addressReader(trustedProxies);
  const isTrusted = addressMatcher(trustedProxies);
  const known = new WeakMap<Socket, Client>();
  const make = (socket: Socket, via: string | undefined): Client => ({
    ...read(socket.remoteAddress ?? '', via),
    tls: (socket as TLSSocket).encrypted === true,
    viaTrusted: isTrusted(socket.remoteAddress ?? ''),
  });
  return ({ socket }, via) => {
    if (trustedProxies.length) return make(socket, via);
    const there = known.get(socket);
    if (there) return there;
    const client = make(socket, undefined);
    known.set(socket, client);
    return client;
  };
}

const directClient = clientReader([]);

function originOf(model: ApiModel): string {
  if (model.upstream) return new URL(model.upstream.url).origin;
  throw new PortcullisError('POLICY_INVALID', `API ${JSON.stringify(model.name)} has no upstream to send requests to`, {
    hint: `add apis.${model.name}.upstream`,
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      return reject(new PortcullisError('ADDRESS_IN_USE', `${host}:${port} is already in use`, { cause: error }));
    });
    server.listen(port, host, () => resolve());
  });
}
