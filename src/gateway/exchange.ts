import type { IncomingHttpHeaders } from 'node:http';
import type { DenialCode } from '../core/denials.js';
import type { HeaderList } from '../core/http.js';
import type { Principal } from '../identity/principal.js';
import type { ClientCertificate } from '../identity/verifier.js';
import type { Operation } from '../model/types.js';

/** A verdict against a request. `detail` goes to the event, never to the client. */
export interface Denial {
  readonly code: DenialCode;
  readonly status: number;
  /** Set by the pipeline. */
  readonly guard?: string;
  /** Header fields of the answer: `WWW-Authenticate`, `Retry-After`, `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Up to 10 places of the request that are wrong, for the client: pointers and reasons, never values. */
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly reason: string }[];
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Set by the pipeline: a guard in monitor mode would have rewritten the answer, not withheld it. */
  readonly effect?: 'change';
}

/** One request on its way through the phases. Mutable only for the pipeline and the phase that owns the field. */
export interface Exchange {
  /** UUIDv7, sent as `X-Request-Id`. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly method: string;
  /** Canonical path as judged and as forwarded (before the prefix is mapped). */
  readonly path: string;
  /** Query without `?`, as received. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly client: {
    /** Address after trusted proxies. */
    readonly address: string;
    /** Key for limits: IPv4, or the /64 of an IPv6 address. */
    readonly key: string;
    readonly tls: boolean;
    /** Host that the client asked for, where a trusted hop says so; else `Host`. */
    readonly host?: string;
  };
  /** What the TLS client proved to be; undefined without a certificate. */
  readonly clientCertificate?: ClientCertificate | undefined;
  operation: Operation | undefined;
  /** Decoded values of the path template's parameters. */
  pathParams: Readonly<Record<string, string>>;
  /** Decoded parameters after `validate`, or when a guard asked for them: location -> name -> value. */
  params: DecodedParams | undefined;
  principal: Principal | undefined;
  /** Roles of the principal with inclusion. */
  roles: ReadonlySet<string>;
  /** The whole body, decoded from its content encoding, or undefined when there is none or it is streamed. */
  body: Buffer | undefined;
  /** The body as it was received, before its content encoding was undone. */
  readonly rawBody?: Buffer | undefined;
  /** The body that is sent on instead of the received one, without content encoding; set in the phase `sanitize`. */
  replacement?: Buffer | undefined;
  /** What was done to texts of the body, for the event: places and kinds, never values. */
  sanitized?: readonly SanitizedText[] | undefined;
  /** What the inspection saw but did not deny, for the event: redacted. */
  noted?: Readonly<Record<string, unknown>> | undefined;
  /** Classes of what the answer held and was masked. */
  leaked?: readonly string[] | undefined;
  /** Share of the tightest limit that is used, in percent, for the event. */
  limitUsed?: number | undefined;
  /** Units that the call took, where they are not 1, for the event. */
  cost?: number | undefined;
  /** Parsed JSON body; the symbol-free `undefined` means not JSON or not parsed. */
  json: unknown;
  /** Denials of guards in monitor mode. */
  readonly wouldDeny: Denial[];
  /** Header fields added to the answer whatever it is (`RateLimit`, CORS). */
  readonly responseHeaders: Record<string, string>;
  /** Called once when the status of the answer is known (limits that count failures). */
  readonly onStatus: ((status: number) => void)[];
  /** Nobody waits for an answer any more; nothing is called at the end then. */
  readonly over?: boolean;
  /** Called once when the exchange is over (leases). */
  readonly onEnd: (() => void)[];
}

/** A text of the body that was cleaned. */
export interface SanitizedText {
  /** As in the policy: names of the caller's making are not told. */
  readonly pointer: string;
  /** Those of the policy's kinds that changed it. */
  readonly kinds: readonly string[];
  /** How many texts at that place were changed so. */
  readonly count: number;
}

export interface DecodedParams {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly cookie: Readonly<Record<string, unknown>>;
}

/** The upstream's answer, buffered, while respond guards judge it. `json` is parsed when a guard first needs it. */
export interface UpstreamAnswer {
  status: number;
  headers: HeaderList;
  body: Buffer;
  /** Parses once; undefined when the body is not JSON. */
  json(): unknown;
  /** Replaces the body by this value, written as JSON. */
  replaceJson(value: unknown): void;
  /** Replaces the body by this text; its type stays. */
  replaceText(text: string): void;
}
