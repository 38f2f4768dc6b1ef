import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { allowOrigin, isForeignOrigin } from './cors.js';
import { deny } from './denial.js';
import type { Denial } from './exchange.js';
import { answerFields } from './headers.js';
import type { GatewayLimits } from './limits.js';
import type { LiveExchange } from './live-exchange.js';
import type { Responder } from './responder.js';
import type { Route } from './runtime.js';
import { Relay, type RelayParts } from './relay.js';

/** RFC 6455 1.3. */
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const longestTimer = 2_147_483_647;

type SocketLimits = Pick<GatewayLimits, 'socketsPerPrincipal' | 'socketIdleMillis'>;

/** WebSockets: judged as the request that opens them, then bytes both ways until one side, a limit or the token ends. */
export class WebSockets {
  readonly #limits: SocketLimits;
  readonly #relay: RelayParts;
  readonly #responder: Responder;
  readonly #open = new Set<Duplex>();
  readonly #perCaller = new Map<string, number>();

  constructor(limits: SocketLimits, relay: RelayParts) {
    this.#limits = limits;
    this.#relay = relay;
    this.#responder = relay.responder;
  }

  open(exchange: LiveExchange, route: Route): void {
    const denial = this.#refusal(exchange, route);
    if (denial) return this.#responder.deny(exchange, denial);
    const caller = exchange.principal?.id ?? exchange.client.key;
    this.#count(caller, 1);
    exchange.onEnd.push(() => this.#count(caller, -1));
    const onSwitch = (fields: readonly string[], socket: Duplex): void => this.#switch(exchange, socket, fields);
    const parts = { ...this.#relay, onSwitch };
    if (exchange.upgrade!.isOnly) return new OnlySwitching(exchange, route, parts).start();
    return new Relay(exchange, route, parts).start();
  }

  /** Browsers let any page open a WebSocket with the user's cookies, so a foreign origin must be named (CWE-1385). */
  #refusal(exchange: LiveExchange, { operation }: Route): Denial | undefined {
    const { cors, mode } = operation.policy;
    const { origin, host } = exchange.headers;
    const isAllowed = cors
      ? allowOrigin(cors, origin, {}) || !isForeignOrigin(origin, host)
      : !isForeignOrigin(origin, host);
    if (!isAllowed) {
      const denial: Denial = { ...deny('ORIGIN_REFUSED'), guard: 'cors' };
      if (mode === 'enforce') return denial;
      exchange.wouldDeny.push(denial);
    }
    const caller = exchange.principal?.id ?? exchange.client.key;
    if ((this.#perCaller.get(caller) ?? 0) < this.#limits.socketsPerPrincipal) return undefined;
    return { ...deny('RATE_LIMITED', { headers: { 'retry-after': '1' } }), guard: 'web-sockets' };
  }

  #count(caller: string, change: number): void {
    const left = (this.#perCaller.get(caller) ?? 0) + change;
    if (left > 0) this.#perCaller.set(caller, left);
    else this.#perCaller.delete(caller);
  }

  #switch(exchange: LiveExchange, upstream: Duplex, fields: readonly string[]): void {
    const { socket, head, begin } = exchange.upgrade!;
    const accept = valueOf(fields, 'sec-websocket-accept');
    if (accept !== acceptOf(exchange.headers['sec-websocket-key']) || socket.destroyed) {
      upstream.destroy();
      const detail = { reason: 'the upstream did not switch to WebSocket' };
      return this.#responder.deny(exchange, deny('UPSTREAM_UNREACHABLE', { detail }));
    }
    exchange.answered = true;
    exchange.settle(101);
    begin([...answerFields(exchange, fields), 'x-request-id', exchange.id]);
    if (head.length) upstream.write(head);
    return this.#join(exchange, socket, upstream);
  }

  #join(exchange: LiveExchange, client: Duplex, upstream: Duplex): void {
    let bytesOut = 0;
    const end = (): void => {
      if (exchange.over) return;
      clearTimeout(idle);
      clearTimeout(expiry);
      client.destroy();
      upstream.destroy();
      this.#open.delete(client);
      this.#responder.ended(exchange, 101, bytesOut);
      exchange.finish();
    };
    const idle = setTimeout(end, this.#limits.socketIdleMillis);
    const expiry = this.#expiry(exchange, end);
    this.#open.add(client);
    upstream.on('data', (chunk: Buffer) => {
      bytesOut += chunk.length;
      idle.refresh();
    });
    client.on('data', () => idle.refresh());
    for (const side of [client, upstream]) side.on('error', end).on('close', end);
    client.pipe(upstream);
    upstream.pipe(client);
  }

  #expiry({ principal }: LiveExchange, end: () => void): NodeJS.Timeout | undefined {
    if (principal?.expiresAt === undefined) return undefined;
    return setTimeout(end, Math.min(longestTimer, Math.max(0, principal.expiresAt * 1000 - Date.now())));
  }

  /** They have no end of their own to wait for. */
  closeAll(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

/** An answer that is no WebSocket must not look like one. */
class OnlySwitching extends Relay {
  override onHead(status: number, fields: readonly string[]): boolean {
    if (status >= 300) return super.onHead(status, fields);
    this.onFailure('invalid');
    return false;
  }
}

function acceptOf(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  return createHash('sha1')
    .update(key + acceptSuffix)
    .digest('base64');
}

function valueOf(fields: readonly string[], name: string): string | undefined {
  for (let i = 0; i < fields.length; i += 2) if (fields[i]!.toLowerCase() === name) return fields[i + 1];
  return undefined;
}
