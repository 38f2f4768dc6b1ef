import type { DenialCode } from '../core/denials.js';
import type { GatewayLimits } from './limits.js';

/** A request head that has one reading, and what is sent on of it. */
export interface Head {
  /** `Host` in lower case, without a port; empty for HTTP/1.0 without one. */
  readonly hostname: string;
  /** `Host` as received. */
  readonly authority: string;
  /** Header fields for the upstream, name and value in turn: no framing, nothing hop-by-hop, nothing forged. */
  readonly forward: readonly string[];
  readonly chunked: boolean;
  /** Bytes of the body, -1 when it is chunked, 0 when there is none. */
  readonly contentLength: number;
  /** The client closes after this request. */
  readonly closes: boolean;
  readonly expectsContinue: boolean;
  readonly forwardedFor: string | undefined;
}

/** A head as Node hands it over. */
export interface HeadSource {
  readonly httpVersion: string;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
  /** HTTP/2 only: whether the head ended the stream, so that there is no body. */
  readonly endsWithHead?: boolean;
}

export interface HeadProblem {
  readonly code: DenialCode;
  readonly reason: string;
}

/** What a gateway accepts besides the fixed rules. */
export interface HeadRules {
  readonly limits: Pick<GatewayLimits, 'headBytes' | 'headerCount' | 'targetBytes'>;
  /** Lower-case names with `_` that a contract declares. */
  readonly underscoreHeaders: ReadonlySet<string>;
}

type Treatment = 'drop' | 'single' | 'host' | 'length' | 'encoding' | 'connection' | 'expect' | 'forwarded-for';

interface Rule {
  /** Of the field, in lower case. */
  readonly name: string;
  readonly treatment: Treatment;
  /** Its bit in the set of fields that were seen. */
  readonly bit: number;
}

/** By name in lower case, and as most clients write it: those need no conversion. */
const rules = new Map<string, Rule>();
let singles = 0;

function treat(treatment: Treatment, ...names: readonly string[]): void {
  for (const name of names) {
    const rule = { name, treatment, bit: treatment === 'single' ? 1 << singles++ : 0 };
    rules.set(name, rule);
    rules.set(
      name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase()),
      rule,
    );
  }
}
treat('host', 'host');
treat('length', 'content-length');
treat('encoding', 'transfer-encoding');
treat('connection', 'connection');
treat('expect', 'expect');
treat('forwarded-for', 'x-forwarded-for');
// Hop-by-hop (RFC 9110 7.6.1), and what the gateway alone may say about client, host and path.
treat(
  'drop',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
);
treat('drop', 'traceparent', 'tracestate');
treat('drop', 'http2-settings', 'forwarded', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip');
treat('drop', 'x-original-url', 'x-rewrite-url', 'x-original-host', 'x-host', 'x-request-id', 'client-cert');
// Node keeps the first of these and drops the rest: guards and upstream would see different ones.
treat('single', 'authorization', 'content-type', 'content-encoding', 'age', 'etag', 'expires', 'from', 'location');
treat('single', 'if-modified-since', 'if-unmodified-since', 'last-modified', 'max-forwards', 'referer', 'retry-after');
treat('single', 'server', 'user-agent', 'origin', 'cookie', 'range', 'idempotency-key');

const hostPattern = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const lengthPattern = /^(?:0|[1-9]\d{0,15})$/;
const ordinaryConnection = new Set(['keep-alive', 'close', 'upgrade', 'te', 'http2-settings']);
/** Fields that `Connection` may not take away: guards judge them, or they frame the message. */
const endToEnd =
  /^(?:authorization|cookie|host|content-.*|transfer-encoding|x-forwarded-.*|x-portcullis-.*|expect|origin)$/;

/** Reads the head, refusing what two servers may read differently (RFC 9112 2.2, 3.2, 6.1, 6.3; RFC 9110 7.6.1). */
export function readHead(request: HeadSource, rules: HeadRules): Head | HeadProblem {
  const { httpVersion, method, rawHeaders, url } = request;
  const isStream = request.endsWithHead !== undefined;
  // Node's parser of HTTP/1 lets `HTTP/2.0` through.
  if (!isStream && httpVersion !== '1.1' && httpVersion !== '1.0') return malformed('version');
  if (method === 'TRACE' || method === 'CONNECT') return { code: 'METHOD_NOT_ALLOWED', reason: 'method' };
  if ((url?.length ?? 0) > rules.limits.targetBytes) return { code: 'URI_TOO_LONG', reason: 'target' };
  if (rawHeaders.length > rules.limits.headerCount * 2) return { code: 'HEADERS_TOO_LARGE', reason: 'field count' };
  const reading = new HeadReading(rules);
  for (let i = 0; i < rawHeaders.length; i += 2) reading.take(rawHeaders[i]!, rawHeaders[i + 1]!);
  return isStream ? reading.finishStream(request) : reading.finish(httpVersion);
}

export function isHeadProblem(head: Head | HeadProblem): head is HeadProblem {
  return 'code' in head;
}

function malformed(reason: string): HeadProblem {
  return { code: 'REQUEST_MALFORMED', reason };
}

class HeadReading {
  readonly #rules: HeadRules;
  readonly #forward: string[] = [];
  /** Bits of the fields that may stand once. */
  #seen = 0;
  #problem: HeadProblem | undefined;
  #bytes = 0;
  #host: string | undefined;
  #length: string | undefined;
  #encoding: string | undefined;
  #connection: string | undefined;
  #expect: string | undefined;
  #forwardedFor: string | undefined;

  constructor(rules: HeadRules) {
    this.#rules = rules;
  }

  take(name: string, value: string): void {
    this.#bytes += name.length + value.length + 4;
    const rule = rules.get(name) ?? rules.get(name.toLowerCase());
    if (rule === undefined) this.#ordinary(name.toLowerCase(), value);
    else if (rule.treatment === 'single') this.#single(rule, value);
    else if (rule.treatment !== 'drop') this.#framing(rule.treatment, value);
  }

  #ordinary(name: string, value: string): void {
    if (name.charCodeAt(0) === 120 && (name.startsWith('x-portcullis-') || name.startsWith('x-forwarded-'))) return;
    if (name.includes('_') && !this.#rules.underscoreHeaders.has(name)) this.#refuse('underscore in a field name');
    this.#forward.push(name, value);
  }

  #single({ name, bit }: Rule, value: string): void {
    if ((this.#seen & bit) !== 0 && name !== 'cookie') this.#refuse('field twice');
    this.#seen |= bit;
    this.#forward.push(name, value);
  }

  #framing(treatment: Treatment, value: string): void {
    if (treatment === 'host') this.#host = this.#once(this.#host, value);
    else if (treatment === 'length') this.#length = this.#once(this.#length, value);
    else if (treatment === 'encoding') this.#encoding = this.#once(this.#encoding, value);
    else if (treatment === 'expect') this.#expect = this.#once(this.#expect, value);
    else if (treatment === 'connection') this.#connection = join(this.#connection, value);
    else this.#forwardedFor = join(this.#forwardedFor, value);
  }

  #once(before: string | undefined, value: string): string {
    if (before !== undefined) this.#refuse('framing field twice');
    return value;
  }

  #refuse(reason: string): void {
    this.#problem ??= malformed(reason);
  }

  finish(version: string): Head | HeadProblem {
    if (this.#bytes > this.#rules.limits.headBytes) return { code: 'HEADERS_TOO_LARGE', reason: 'head' };
    const authority = this.#host ?? '';
    if (this.#host === undefined ? version === '1.1' : !hostPattern.test(authority)) this.#refuse('Host');
    if (this.#encoding !== undefined) this.#checkEncoding(version);
    if (this.#length !== undefined && !lengthPattern.test(this.#length)) this.#refuse('Content-Length');
    if (this.#expect !== undefined && this.#expect.toLowerCase() !== '100-continue') this.#refuse('Expect');
    const closes = this.#connection === undefined ? version === '1.0' : this.#readConnection(version);
    if (this.#problem) return this.#problem;
    const chunked = this.#encoding !== undefined;
    return {
      hostname: hostnameOf(authority),
      authority,
      forward: this.#forward,
      chunked,
      contentLength: chunked ? -1 : Number(this.#length ?? 0),
      closes,
      expectsContinue: this.#expect !== undefined,
      forwardedFor: this.#forwardedFor,
    };
  }

  /** HTTP/2 frames the message itself, so a field that frames it is a fault (RFC 9113 8.2.2). */
  finishStream({ url, endsWithHead = false }: HeadSource): Head | HeadProblem {
    if (url?.[0] !== '/') this.#refuse(':path');
    if (this.#encoding !== undefined || this.#connection !== undefined) this.#refuse('connection field in HTTP/2');
    if (endsWithHead && (this.#length ?? '0') !== '0') this.#refuse('Content-Length without a body');
    const head = this.finish('1.1');
    if (isHeadProblem(head)) return head;
    return {
      ...head,
      chunked: !endsWithHead,
      contentLength: endsWithHead ? 0 : this.#length === undefined ? -1 : head.contentLength,
    };
  }

  #checkEncoding(version: string): void {
    if (version !== '1.1' || this.#length !== undefined || this.#encoding!.toLowerCase() !== 'chunked') {
      this.#refuse('Transfer-Encoding');
    }
  }

  /** Drops the fields it names; returns whether the client closes. */
  #readConnection(version: string): boolean {
    const options = this.#connection!.toLowerCase();
    if (options === 'keep-alive') return false;
    if (options === 'close') return true;
    const names = options.split(',').map((name) => name.trim());
    for (const name of names) if (!ordinaryConnection.has(name)) this.#dropNamed(name);
    return names.includes('close') || (version === '1.0' && !names.includes('keep-alive'));
  }

  #dropNamed(name: string): void {
    if (endToEnd.test(name)) this.#refuse('Connection names an end-to-end field');
    for (let i = this.#forward.length - 2; i >= 0; i -= 2) {
      if (this.#forward[i] === name) this.#forward.splice(i, 2);
    }
  }
}

function join(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before},${value}`;
}

function hostnameOf(authority: string): string {
  const lower = authority.toLowerCase();
  const colon = lower.lastIndexOf(':');
  const name = colon === -1 || lower.endsWith(']') ? lower : lower.slice(0, colon);
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
