import { performance } from 'node:perf_hooks';
import type { SpanSink } from '../core/spans.js';
import { readBody } from './body.js';
import { preflightHeaders, preflightMethod } from './cors.js';
import { deny } from './denial.js';
import type { Denial } from './exchange.js';
import { isHeadProblem, readHead, type Head, type HeadProblem } from './head.js';
import type { GatewayLimits } from './limits.js';
import { LiveExchange, type Client, type OnAccepted, type UpgradeAsked } from './live-exchange.js';
import type { MemoryBudget } from './memory-budget.js';
import { decode, isProblem, readTarget, type Target, type TargetProblem } from './path.js';
import { judge } from './pipeline.js';
import { Relay, type RelayParts } from './relay.js';
import { requestId } from './request-id.js';
import { isClosing, markClosing, type Responder } from './responder.js';
import type { RouteMatch } from './router.js';
import type { Route, Runtime } from './runtime.js';
import { beginTrace } from './trace.js';
import { switchesProtocols } from './upgrade.js';
import type { WebSockets } from './web-sockets.js';
import { isMultiplexed, type WireRequest, type WireResponse } from './wire.js';

export interface FlowParts {
  readonly limits: GatewayLimits;
  readonly responder: Responder;
  readonly memory: MemoryBudget;
  readonly sockets: WebSockets;
  readonly relay: RelayParts;
  /** Collects spans; none without it. */
  readonly spans?: () => SpanSink | undefined;
}

/** Reads who sent a request; differs from listener to listener. */
export type ClientReader = (request: WireRequest, forwardedFor: string | undefined) => Client;

/** A request as a listener hands it over. */
export interface Arrival {
  readonly request: WireRequest;
  readonly response: WireResponse;
  readonly clientOf: ClientReader;
  readonly upgrade?: UpgradeAsked;
  readonly onAccepted?: OnAccepted;
}

/** Stands for a head that could not be read: nothing of it is believed. */
const unreadHead: Head = Object.freeze({
  hostname: '',
  authority: '',
  forward: [],
  chunked: false,
  contentLength: -1,
  closes: true,
  expectsContinue: false,
  forwardedFor: undefined,
});

/** The way of a request: head, route, guards of the head, body, other guards, upstream. */
export class Flow {
  readonly #parts: FlowParts;
  requests = 0;

  constructor(parts: FlowParts) {
    this.#parts = parts;
  }

  /** Takes a request of Node's server. `runtime` is kept to the end, whatever is loaded meanwhile. */
  handle(runtime: Runtime, arrival: Arrival): void {
    const { request } = arrival;
    // Sent behind a request that ended the connection: whoever sent it, nobody may answer it.
    if (isClosing(request.socket)) return;
    this.requests++;
    const head = readHead(request, { limits: this.#parts.limits, underscoreHeaders: runtime.underscoreHeaders });
    const target = isHeadProblem(head) ? head : readTarget(request.url!);
    const problem = isHeadProblem(head) ? head : isProblem(target) ? target : undefined;
    const exchange = this.#begin(arrival, {
      head: isHeadProblem(head) ? unreadHead : head,
      target: problem ? unreadTarget(request) : (target as Target),
    });
    try {
      if (problem) this.#refuse(exchange, problem);
      else this.#route(runtime, exchange);
    } catch (cause) {
      this.#broken(exchange, cause);
    }
  }

  #begin(arrival: Arrival, read: { head: Head; target: Target }): LiveExchange {
    const { request, response } = arrival;
    const receivedAt = Date.now();
    const exchange = new LiveExchange({
      id: requestId(receivedAt),
      receivedAt,
      startedAt: performance.now(),
      request,
      response,
      head: read.head,
      target: read.target,
      client: arrival.clientOf(request, read.head.forwardedFor),
      upgrade: arrival.upgrade,
    });
    const spans = this.#parts.spans?.();
    if (spans) beginTrace(exchange, spans);
    exchange.onAccepted = arrival.onAccepted;
    if (read.head.closes && !isMultiplexed(request)) markClosing(request.socket);
    response.on('close', () => this.#closed(exchange));
    return exchange;
  }

  /** After every response, and when the client went away before it. */
  #closed(exchange: LiveExchange): void {
    this.#parts.memory.giveBack(exchange.heldBytes);
    exchange.heldBytes = 0;
    if (exchange.over) return;
    exchange.relay?.cancel();
    this.#parts.responder.ended(exchange, 499, 0);
    exchange.finish();
  }

  #refuse(exchange: LiveExchange, { code, reason }: HeadProblem | TargetProblem): void {
    const headers = code === 'METHOD_NOT_ALLOWED' ? { headers: { allow: '' } } : {};
    this.#parts.responder.deny(exchange, { ...deny(code, { ...headers, detail: { reason } }), guard: 'message' });
  }

  #route(runtime: Runtime, exchange: LiveExchange): void {
    const { head, target, method } = exchange;
    if (target.authority !== undefined && target.authority !== head.authority.toLowerCase()) {
      return this.#refuse(exchange, { code: 'REQUEST_MALFORMED', reason: 'target names another host' });
    }
    const match = this.#find(runtime, exchange);
    if (match.kind === 'found') return this.#enter(exchange, match);
    if (match.kind === 'ambiguous') {
      return this.#refuse(exchange, { code: 'PATH_AMBIGUOUS', reason: 'a literal in another spelling' });
    }
    const asked = preflightMethod(method, exchange.headers);
    if (asked !== undefined && this.#preflight(runtime, exchange, asked)) return undefined;
    return this.#unmatched(runtime, exchange, match);
  }

  #find(runtime: Runtime, { head, method, path }: LiveExchange): RouteMatch<Route> {
    const match = runtime.find(head.hostname, method, path);
    if (match.kind !== 'wrong-method' || method !== 'HEAD') return match;
    const get = runtime.find(head.hostname, 'GET', path);
    return get.kind === 'found' && get.route.api.model.match.headAsGet ? get : match;
  }

  #unmatched(runtime: Runtime, exchange: LiveExchange, match: RouteMatch<Route>): void {
    if (match.kind === 'wrong-method') {
      const headers = { allow: match.allow.join(', ') };
      return this.#parts.responder.deny(exchange, { ...deny('METHOD_NOT_ALLOWED', { headers }), guard: 'route' });
    }
    const route = runtime.passing(exchange.head.hostname, exchange.path);
    if (route) return this.#judge(exchange, route);
    return this.#parts.responder.deny(exchange, { ...deny('OPERATION_UNKNOWN'), guard: 'route' });
  }

  /** Answers a preflight without a credential (browsers send none) and without the upstream (Fetch 3.2.2). */
  #preflight(runtime: Runtime, exchange: LiveExchange, asked: string): boolean {
    const match = runtime.find(exchange.head.hostname, asked, exchange.path);
    const cors = match.kind === 'found' ? match.route.operation.policy.cors : undefined;
    if (match.kind !== 'found' || !cors) return false;
    exchange.route = match.route;
    exchange.operation = match.route.operation;
    const headers = exchange.headers['access-control-request-headers'];
    Object.assign(
      exchange.responseHeaders,
      preflightHeaders(cors, { origin: exchange.headers.origin, headers }, [asked]),
    );
    this.#parts.responder.answer(exchange, { status: 204, fields: [], body: '' });
    return true;
  }

  #enter(exchange: LiveExchange, match: RouteMatch<Route> & { readonly kind: 'found' }): void {
    const { names, values, route } = match;
    if (names.length) {
      const params: Record<string, string> = {};
      for (let i = 0; i < names.length; i++) {
        const raw = values[i]!;
        const value = raw.includes('%') ? decode(raw) : raw;
        if (value === undefined) return this.#refuse(exchange, { code: 'PATH_AMBIGUOUS', reason: 'cut encoding' });
        params[names[i]!] = value;
      }
      exchange.pathParams = params;
    }
    return this.#judge(exchange, route);
  }

  #judge(exchange: LiveExchange, route: Route): void {
    exchange.route = route;
    exchange.operation = route.operation;
    this.#then(exchange, judge(route.pipeline.head, exchange), () => this.#readBody(exchange, route));
  }

  #readBody(exchange: LiveExchange, route: Route): void {
    if (!exchange.hasBody) return this.#judgeBody(exchange, route);
    const { limits, memory } = this.#parts;
    const rules = { limitBytes: route.operation.policy.bodyLimitBytes, decodedRatio: limits.decodedRatio, memory };
    return readBody(exchange, rules, (verdict) =>
      this.#then(exchange, verdict, () => this.#judgeBody(exchange, route)),
    );
  }

  #judgeBody(exchange: LiveExchange, route: Route): void {
    this.#then(exchange, judge(route.pipeline.tail, exchange), () => this.#forward(exchange, route));
  }

  #forward(exchange: LiveExchange, route: Route): void {
    const { relay, sockets } = this.#parts;
    if (exchange.onAccepted) return exchange.onAccepted(exchange, route, relay);
    if (switchesProtocols(exchange, route)) return sockets.open(exchange, route);
    if (exchange.upgrade?.isOnly) {
      const denial = deny('METHOD_NOT_ALLOWED', { headers: { allow: exchange.method } });
      return this.#parts.responder.deny(exchange, { ...denial, guard: 'web-sockets' });
    }
    return new Relay(exchange, route, relay).start();
  }

  /** Goes on when nothing denied and the client is still there. A fault of ours denies too. */
  #then(exchange: LiveExchange, verdict: Denial | undefined | Promise<Denial | undefined>, next: () => void): void {
    if (verdict instanceof Promise) {
      verdict.then((denial) => this.#then(exchange, denial, next)).catch((cause) => this.#broken(exchange, cause));
      return;
    }
    if (exchange.over) return;
    if (verdict) return this.#parts.responder.deny(exchange, verdict);
    try {
      next();
    } catch (cause) {
      this.#broken(exchange, cause);
    }
  }

  #broken(exchange: LiveExchange, cause: unknown): void {
    if (exchange.answered) return void exchange.response.destroy();
    const detail = { cause: cause instanceof Error ? cause.name : typeof cause };
    this.#parts.responder.deny(exchange, { ...deny('GUARD_FAILED', { detail }), guard: 'gateway' });
  }
}

function unreadTarget(request: WireRequest): Target {
  return { path: '', raw: request.url ?? '', query: '', authority: undefined };
}
