import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { performance } from 'node:perf_hooks';
import { PortcullisError } from '../core/errors.js';
import type { ApiModel, Project, UpstreamPolicy } from '../model/types.js';
import { clientReader } from './client-reader.js';
import { EventMarks } from './event-marks.js';
import { EventWriter } from './events.js';
import { FairQueue } from './fair-queue.js';
import { Flow, type Arrival } from './flow.js';
import type { Guard } from './guard.js';
import { guards as ownGuards } from './guards.js';
import { LearnedOwners } from './learned-owners.js';
import { memoryLeases } from './leases.js';
import { memoryLimiter } from './limiter.js';
import { defaultLimits, type GatewayLimits } from './limits.js';
import { MemoryBudget } from './memory-budget.js';
import { GatewayMetrics, gauge, type MetricFamily } from './metrics.js';
import { ownerLookup } from './owner-lookup.js';
import { Responder } from './responder.js';
import { Runtime } from './runtime.js';
import { WireServer } from './server.js';
import type { GuardServices } from './services.js';
import { takeUpgrade } from './upgrade.js';
import { UpstreamGroup } from './upstream-group.js';
import type { UpstreamTls } from './upstream-tls.js';
import { Upstream } from './upstream.js';
import { WebSockets } from './web-sockets.js';
import type {
  GatewayOptions,
  ListenOptions,
  Listening,
  Gateway,
  UpstreamState,
  GatewayStats,
} from './gateway-types.js';

export type * from './gateway-types.js';

/** Of a larger contract most operations are called rarely: keeping all their guards would cost more than it saves. */
const mostWarmed = 200;

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
  readonly #marks: EventMarks;
  readonly #metrics: GatewayMetrics;
  readonly #memory: MemoryBudget;
  readonly #sockets: WebSockets;
  readonly #shared: Pick<GuardServices, 'clock' | 'limiter' | 'leases' | 'learned'>;
  readonly #open = new Set<Listening>();
  readonly #main: NodeGateway | undefined;
  readonly #others: NodeGateway[] = [];
  #admission: FairQueue | undefined;
  #upstreams = new Map<string, Upstream>();
  #runtime: Runtime;
  #refused = 0;

  /** `main`: what it counts with. */
  constructor(options: GatewayOptions, main?: NodeGateway) {
    this.#options = options;
    this.#main = main;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#marks = main ? main.#marks : new EventMarks(options.eventKey, options.personKey);
    this.#events = main ? main.#events : new EventWriter(options.sink, this.#marks);
    this.#metrics = main ? main.#metrics : new GatewayMetrics();
    this.#responder = new Responder(this.#events, this.#metrics, this.#limits.idleMillis);
    this.#memory = main ? main.#memory : new MemoryBudget(this.#limits.bufferedBytes);
    const clock = options.clock ?? { now: () => Date.now(), monotonic: () => performance.now() };
    const limiter = options.limiter ?? memoryLimiter({ now: () => clock.monotonic(), wallClock: () => clock.now() });
    const learned = options.learned ?? new LearnedOwners();
    this.#shared = main ? main.#shared : { clock, limiter, learned, leases: options.leases ?? memoryLeases() };
    const relay = { responder: this.#responder, answerBytes: this.#limits.answerBytes, memory: this.#memory };
    this.#sockets = new WebSockets(this.#limits, relay);
    this.#flow = new Flow({
      limits: this.#limits,
      responder: this.#responder,
      memory: this.#memory,
      sockets: this.#sockets,
      relay,
      ...(options.spans ? { spans: options.spans } : {}),
    });
    const { runtime, upstreams } = this.#compile(options.project);
    this.#runtime = runtime;
    this.#upstreams = upstreams;
    if (!main) this.#tellOf(options.project);
  }

  /** What events may say, and mark, of the calls of this project. */
  #tellOf(project: Project): void {
    const { principals } = project.eventLog;
    const onPerson = principals === 'sealed' ? this.#options.onPerson : undefined;
    this.#marks.use(project.detections, { hidesPersons: principals !== 'name', onPerson });
    this.#events.use(project);
  }

  #compile(project: Project): { readonly runtime: Runtime; readonly upstreams: Map<string, Upstream> } {
    const upstreams = new Map<string, Upstream>();
    const open = (origin: string, tls: UpstreamTls | undefined): Upstream => {
      const key = `${origin} ${JSON.stringify(tls ?? {})}`;
      const upstream = upstreams.get(key) ?? this.#upstreams.get(key) ?? new Upstream(origin, this.#limits, tls);
      upstreams.set(key, upstream);
      return upstream;
    };
    const runtime = new Runtime(project, {
      guards: this.#options.guards ?? ownGuards,
      upstreamOf: (model) => {
        const policy = upstreamPolicyOf(model);
        const tls = this.#options.upstreamTls?.(model);
        const urls = [policy.url, ...(policy.replicas ?? [])];
        return new UpstreamGroup(
          urls.map((url) => open(new URL(url).origin, tls)),
          policy,
        );
      },
      countersOf: (model, { id }) => this.#metrics.countersOf(model.name, id),
      servicesOf: (model, upstream) => ({
        ...this.#shared,
        marks: this.#marks,
        webhooks: this.#options.webhooks,
        ...(this.#options.blocks ? { blocks: this.#options.blocks } : {}),
        admission: this.#admissionOf(project),
        eventLog: { sink: this.#options.sink, onFailure: project.eventLog.onFailure },
        verifierOf: (requirement) => this.#options.identity.verifierOf(model, requirement),
        lookup: ownerLookup(model, upstream),
      }),
    });
    return { runtime, upstreams };
  }

  /** One queue for all APIs of this worker, as long as the bound stays the same. */
  #admissionOf(project: Project): FairQueue | undefined {
    if (this.#main) return this.#main.#admissionOf(project);
    const { maxConcurrent } = project.limits;
    if (this.#admission?.limit === maxConcurrent) return this.#admission;
    return (this.#admission = maxConcurrent === undefined ? undefined : new FairQueue(maxConcurrent));
  }

  /** Upstreams that the new project does not name end when their last request does. */
  #retire(kept: Map<string, Upstream>): void {
    const staying = new Set(kept.values());
    for (const upstream of this.#upstreams.values()) if (!staying.has(upstream)) void upstream.close();
    this.#upstreams = kept;
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#flow.handle(this.#runtime, { request, response, clientOf: directClient });
  };

  take(arrival: Arrival): void {
    this.#flow.handle(this.#runtime, arrival);
  }

  reload(project: Project): void {
    this.prepare(project)();
  }

  prepare(project: Project): () => void {
    const { runtime, upstreams } = this.#compile(project);
    const others = this.#others.map((other) => other.prepare(project));
    return () => {
      for (const swap of others) swap();
      for (const group of this.#runtime.upstreams) group.stop();
      this.#runtime = runtime;
      if (!this.#main) this.#tellOf(project);
      this.#retire(upstreams);
    };
  }

  async warm(): Promise<void> {
    for (const route of this.#runtime.routes.slice(0, mostWarmed)) {
      void route.pipeline;
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const other of this.#others) await other.warm();
  }

  beside(guards: Iterable<Guard>): Gateway {
    const other = new NodeGateway({ ...this.#options, project: this.project, guards }, this);
    this.#others.push(other);
    return other;
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

  get upstreamStates(): readonly UpstreamState[] {
    const { project, upstreams } = this.#runtime;
    return upstreams.flatMap(({ members }, i) =>
      members.map(({ origin, healthy, breaker, pending }) => ({
        api: project.apis[i]!.name,
        origin,
        up: healthy && breaker.isClosed,
        pending,
      })),
    );
  }

  metrics(): readonly MetricFamily[] {
    const { heldBytes, lostEvents } = this.stats;
    const upstreams = [...this.#upstreams.values()];
    return [
      ...this.#metrics.families(),
      gauge('portcullis_held_bytes', 'Bytes of bodies in memory.', [{ labels: {}, value: heldBytes }]),
      gauge('portcullis_lost_events', 'Events that could not be written.', [{ labels: {}, value: lostEvents }]),
      gauge(
        'portcullis_upstream_pending',
        'Requests at an upstream or waiting for it.',
        upstreams.map(({ origin, pending }) => ({ labels: { upstream: origin }, value: pending })),
      ),
      gauge(
        'portcullis_upstream_breakers_open',
        'Workers that leave an upstream alone because it failed too often.',
        upstreams.map(({ origin, breaker }) => ({ labels: { upstream: origin }, value: breaker.isClosed ? 0 : 1 })),
      ),
    ];
  }

  async listen(host: string, port: number, options: ListenOptions = {}): Promise<Listening> {
    const { tls, http2 = tls !== undefined, trustedProxies = [] } = options;
    if (!tls && !this.#options.allowPlainText && !isLoopback(host)) {
      const hint = 'give the listener a certificate, or allow plain text behind something that ends TLS';
      throw new PortcullisError('USAGE', `Plain HTTP on ${host} could be read by others`, { hint });
    }
    let clientOf = clientReader(trustedProxies);
    const server = new WireServer({
      limits: this.#limits,
      events: this.#events,
      tls,
      http2,
      handle: (request, response, upgrade) =>
        this.#flow.handle(this.#runtime, { request, response, clientOf, ...(upgrade ? { upgrade } : {}) }),
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
      trust: (proxies) => {
        clientOf = clientReader(proxies);
      },
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
    await Promise.all([...[...this.#open].map((open) => open.close()), ...this.#others.map((other) => other.close())]);
    for (const group of this.#runtime.upstreams) group.stop();
    await Promise.all([...this.#upstreams.values()].map((upstream) => upstream.destroy()));
  }
}

const directClient = clientReader([]);

function upstreamPolicyOf(model: ApiModel): UpstreamPolicy {
  if (model.upstream) return model.upstream;
  throw new PortcullisError('POLICY_INVALID', `API ${JSON.stringify(model.name)} has no upstream to send requests to`, {
    hint: `add apis.${model.name}.upstream`,
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** What keeps an address from being listened at, in words. */
const listenFaults: Readonly<Record<string, readonly [words: string, hint: string]>> = {
  EADDRINUSE: ['is already in use', 'stop what listens there, or choose another address with --listen'],
  EACCES: ['may not be used by this user', 'ports below 1024 need a privilege: choose another with --listen'],
  EADDRNOTAVAIL: ['is no address of this machine', 'choose an address of this machine with --listen'],
};

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const fault = listenFaults[cause.code ?? ''];
      if (!fault) return reject(cause);
      const [words, hint] = fault;
      return reject(new PortcullisError('ADDRESS_IN_USE', `${host}:${port} ${words}`, { cause, hint }));
    });
    server.listen(port, host, () => resolve());
  });
}
