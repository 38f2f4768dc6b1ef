import { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { ClientCertificate } from '../../identity/verifier.js';
import type { Asked, BodyKnowledge } from './asked-body.js';
import type { AskedHttp, CheckRequest } from './ext-authz-proto.js';

/** Envoy writes it when it sends the body along (`with_request_body`), and drops what a client sends by this name. */
const partialBody = 'x-envoy-auth-partial-body';

/** Envoy has read the framing and speaks for the connection; its own fields are about the question. */
const ofConnection = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'te']);
for (const name of ['proxy-connection', 'upgrade', 'http2-settings', 'expect', partialBody]) ofConnection.add(name);

const tokenPattern = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const methodPattern = /^[A-Z]{1,32}$/;
const targetPattern = /^[\x21-\x7e]*$/;
// eslint-disable-next-line no-control-regex
const controlPattern = /[\0-\x08\x0a-\x1f\x7f]/;

/** There is no connection of the client here: nothing may end it, and nothing is read from it. */
const noSocket = new Socket();

/** The request that Envoy asks about. What is not described in one clear way gets an empty target, which is refused. */
export class CheckedRequest implements Asked {
  readonly httpVersion = '2.0';
  readonly complete = true;
  readonly endsWithHead: boolean;
  readonly knows: BodyKnowledge;
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly socket = noSocket;
  readonly clientCertificate: ClientCertificate | undefined;
  /** Address of the client as Envoy determined it; empty when it did not say. */
  readonly address: string;
  /** The client spoke TLS with Envoy. */
  readonly tls: boolean;
  /** Envoy sent the beginning of the body only: it cannot be judged. */
  readonly isCut: boolean;
  readonly #body: Buffer;

  constructor({ attributes = {} }: CheckRequest) {
    const http = attributes.request?.http ?? {};
    const fields = fieldsOf(http);
    const bytes = bodyOf(http);
    const isClear = isReadable(http, fields);
    this.isCut = fields.some(([name, value]) => name === partialBody && value === 'true');
    this.knows = knowledgeIn(fields, bytes);
    this.#body = this.knows === 'seen' ? bytes : Buffer.alloc(0);
    this.endsWithHead = this.#body.length === 0;
    this.method = isClear ? http.method! : 'GET';
    this.url = isClear ? http.path! : '';
    this.rawHeaders = rawFields(http.host ?? '', fields, this.#body.length);
    this.headers = headersOf(http.host ?? '', fields, this.#body.length);
    this.clientCertificate = certificateOf(attributes.source?.certificate);
    this.address = attributes.source?.address?.socketAddress?.address ?? '';
    this.tls = http.scheme === 'https';
  }

  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'data' | 'end', listener: ((chunk: Buffer) => void) & (() => void)): unknown {
    if (event === 'end') process.nextTick(listener);
    else if (this.#body.length) process.nextTick(listener, this.#body);
    return this;
  }

  once(_event: 'end', listener: () => void): unknown {
    return this.on('end', listener);
  }
}

type Fields = readonly (readonly [name: string, value: string])[];

function fieldsOf({ headers = {}, headerMap }: AskedHttp): Fields {
  const raw = (headerMap?.headers ?? []).map(
    ({ key = '', rawValue = new Uint8Array() }) =>
      [key.toLowerCase(), Buffer.from(rawValue).toString('latin1')] as const,
  );
  return [...Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const), ...raw];
}

function bodyOf({ body = '', rawBody = new Uint8Array() }: AskedHttp): Buffer {
  return rawBody.length ? Buffer.from(rawBody) : Buffer.from(body, 'utf8');
}

/** Method, path, host and pseudo fields say the same, and hold nothing that a head cannot hold (RFC 9113 8.2, 8.3). */
function isReadable({ method = '', path = '', host = '' }: AskedHttp, fields: Fields): boolean {
  const pseudo: Readonly<Record<string, string>> = { ':method': method, ':path': path, ':authority': host };
  const isPlain = fields.every(([name, value]) => {
    if (name.startsWith(':')) return (pseudo[name] ?? value) === value;
    return tokenPattern.test(name) && !controlPattern.test(value);
  });
  return isPlain && methodPattern.test(method) && targetPattern.test(path);
}

function knowledgeIn(fields: Fields, bytes: Buffer): BodyKnowledge {
  if (bytes.length || fields.some(([name]) => name === partialBody)) return 'seen';
  const isEmpty = fields.some(([name, value]) => name === 'content-length' && value === '0');
  return isEmpty ? 'none' : 'unseen';
}

function rawFields(host: string, fields: Fields, length: number): readonly string[] {
  const kept = fields.filter(([name]) => !name.startsWith(':') && !ofConnection.has(name)).flat();
  return ['host', host, ...(length ? ['content-length', String(length)] : []), ...kept];
}

/** Framing stays as the client sent it where the body is not here: its declared length is judged all the same. */
function headersOf(host: string, fields: Fields, length: number): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  for (const [name, value] of fields) {
    if (name.startsWith(':') || name === partialBody) continue;
    const before = headers[name];
    headers[name] = before === undefined ? value : `${String(before)}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  headers.host = host;
  if (length === 0) return headers;
  headers['content-length'] = String(length);
  delete headers['transfer-encoding'];
  return headers;
}

/** Envoy has seen the proof that the client holds the key; the verifier walks the chain to its authorities itself. */
function certificateOf(encoded: string | undefined): ClientCertificate | undefined {
  if (!encoded) return undefined;
  try {
    const own = new X509Certificate(decodeURIComponent(encoded));
    return Object.freeze({ authorized: true, error: undefined, chain: Object.freeze([own]) });
  } catch {
    return undefined;
  }
}
