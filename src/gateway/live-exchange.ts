import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Principal } from '../identity/principal.js';
import type { Operation } from '../model/types.js';
import type { ClientCertificate } from '../identity/verifier.js';
import type { ClientAddress } from './client-address.js';
import { clientCertificateOf } from './client-certificate.js';
import type { DecodedParams, Denial, Exchange, SanitizedText } from './exchange.js';
import type { Head } from './head.js';
import type { Target } from './path.js';
import type { RelayParts } from './relay.js';
import type { Route } from './runtime.js';
import type { Trace } from './trace.js';
import type { WireRequest, WireResponse } from './wire.js';

const noParams: Readonly<Record<string, string>> = Object.freeze({});
const noRoles: ReadonlySet<string> = new Set();

export type Client = ClientAddress & {
  /** The client spoke TLS, with us or with a trusted hop. */
  readonly tls: boolean;
  /** Host that the client asked for, where a trusted hop says so. */
  readonly host?: string;
  /** The hop before us is one of `trustedProxies`: what it says of the trace is believed. */
  readonly viaTrusted: boolean;
};

/** Where an accepted request goes when not to the upstream; see `mounts/`. */
export type OnAccepted = (exchange: LiveExchange, route: Route, relay: RelayParts) => void;

/** The bare connection of a request that asks for another protocol. */
export interface UpgradeAsked {
  readonly protocol: string;
  readonly socket: Duplex;
  /** Bytes that came behind the head. */
  readonly head: Buffer;
  /** Nothing but a WebSocket may be the answer: a 2xx would be taken for one (RFC 8441 5). */
  readonly isOnly: boolean;
  /** Accepts: the connection is not an answer's any more. `fields` are name and value in turn. */
  begin(fields: readonly string[]): void;
}

/** An exchange with its connection. Lists that most requests never need are made when first asked for. */
export class LiveExchange implements Exchange {
  readonly id: string;
  readonly receivedAt: number;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly client: Client;
  operation: Operation | undefined = undefined;
  pathParams: Readonly<Record<string, string>> = noParams;
  params: DecodedParams | undefined = undefined;
  principal: Principal | undefined = undefined;
  roles: ReadonlySet<string> = noRoles;
  body: Buffer | undefined = undefined;
  replacement: Buffer | undefined = undefined;
  sanitized: readonly SanitizedText[] | undefined = undefined;
  noted: Readonly<Record<string, unknown>> | undefined = undefined;
  leaked: readonly string[] | undefined = undefined;
  limitUsed: number | undefined = undefined;
  cost: number | undefined = undefined;
  json: unknown = undefined;

  readonly request: WireRequest;
  readonly response: WireResponse;
  readonly head: Head;
  readonly target: Target;
  readonly upgrade: UpgradeAsked | undefined;
  route: Route | undefined = undefined;
  /** Body as received, before its content encoding is undone: what is sent on. */
  rawBody: Buffer | undefined = undefined;
  /** Bytes this exchange holds of the gateway's memory budget. */
  heldBytes = 0;
  /** The answer has begun; nothing may deny any more. */
  answered = false;
  over = false;
  /** What brings the upstream's answer, while it does. */
  relay: { cancel(): void } | undefined = undefined;
  /** Takes the exchange once it is accepted, instead of the upstream. */
  onAccepted: OnAccepted | undefined = undefined;

  /** Set while spans are collected. */
  trace: Trace | undefined = undefined;

  #wouldDeny: Denial[] | undefined = undefined;
  #responseHeaders: Record<string, string> | undefined = undefined;
  #onStatus: ((status: number) => void)[] | undefined = undefined;
  #onEnd: (() => void)[] | undefined = undefined;

  constructor(start: {
    readonly id: string;
    readonly receivedAt: number;
    readonly startedAt: number;
    readonly request: WireRequest;
    readonly response: WireResponse;
    readonly upgrade: UpgradeAsked | undefined;
    readonly head: Head;
    readonly target: Target;
    readonly client: Client;
  }) {
    this.id = start.id;
    this.receivedAt = start.receivedAt;
    this.startedAt = start.startedAt;
    this.request = start.request;
    this.response = start.response;
    this.upgrade = start.upgrade;
    this.head = start.head;
    this.target = start.target;
    this.client = start.client;
    this.method = start.request.method!;
    this.path = start.target.path;
    this.query = start.target.query;
    this.headers = start.request.headers;
  }

  get clientCertificate(): ClientCertificate | undefined {
    return this.request.clientCertificate ?? clientCertificateOf(this.request.socket);
  }

  get hasBody(): boolean {
    return this.head.contentLength !== 0;
  }

  get wouldDeny(): Denial[] {
    return (this.#wouldDeny ??= []);
  }

  get responseHeaders(): Record<string, string> {
    return (this.#responseHeaders ??= {});
  }

  get onStatus(): ((status: number) => void)[] {
    return (this.#onStatus ??= []);
  }

  get onEnd(): (() => void)[] {
    return (this.#onEnd ??= []);
  }

  /** What was set, without making an empty one. */
  get wouldDenied(): readonly Denial[] | undefined {
    return this.#wouldDeny;
  }

  get addedHeaders(): Readonly<Record<string, string>> | undefined {
    return this.#responseHeaders;
  }

  /** Tells the limits that count answers; once. */
  settle(status: number): void {
    const listeners = this.#onStatus;
    this.#onStatus = undefined;
    for (const listener of listeners ?? []) listener(status);
  }

  /** Gives leases back; once, whatever way the exchange ended. */
  finish(): void {
    if (this.over) return;
    this.over = true;
    // Old connections can hold on to a finished exchange for a while; it must not hold on to its call.
    this.relay = undefined;
    for (const listener of this.#onEnd ?? []) listener();
    this.#onEnd = undefined;
  }
}
