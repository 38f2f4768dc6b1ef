import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Asked, BodyKnowledge } from './asked-body.js';

/** Which server asks: by the fields that it describes the request with. */
export type AuthorizerDialect = 'nginx' | 'forward-auth';

interface Dialect {
  readonly name: AuthorizerDialect;
  readonly method: string;
  readonly target: string;
  readonly host: string;
  /** A body of the question is that of the request: nginx sends none of its own making. */
  readonly takesBody: boolean;
}

const dialects: readonly Dialect[] = [
  {
    name: 'nginx',
    method: 'x-original-method',
    target: 'x-original-uri',
    host: 'x-original-host',
    takesBody: false,
  },
  {
    name: 'forward-auth',
    method: 'x-forwarded-method',
    target: 'x-forwarded-uri',
    host: 'x-forwarded-host',
    takesBody: true,
  },
];

/** Fields about the question, not about the request that it is about. */
const ofQuestion = new Set([
  ...dialects.flatMap(({ method, target, host }) => [method, target, host]),
  'x-forwarded-proto',
  'x-forwarded-port',
  'connection',
  'content-length',
  'transfer-encoding',
  'expect',
  'upgrade',
]);

/** The request that a server in front asks about. Its body is that of the question, where there is one (Traefik). */
export class AskedRequest implements Asked {
  readonly httpVersion = '1.1';
  /** Connections to the server in front carry questions about many clients: none of them may end it. */
  readonly endsWithHead: boolean;
  readonly knows: BodyKnowledge;
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
  readonly dialect: AuthorizerDialect;
  /** The client spoke TLS, as the server in front says. */
  readonly tls: boolean;
  readonly #question: IncomingMessage;

  constructor(question: IncomingMessage) {
    const dialect = dialectOf(question);
    const one = (name: string): string => onlyValue(question.rawHeaders, name) ?? '';
    this.dialect = dialect?.name ?? 'forward-auth';
    this.socket = question.socket;
    // Without one clear description nothing is asked about, and the empty target is refused as malformed.
    this.method = (dialect && one(dialect.method)) || 'GET';
    this.url = dialect && one(dialect.method) ? one(dialect.target) : '';
    this.tls = one('x-forwarded-proto').toLowerCase() === 'https';
    const host = (dialect && one(dialect.host)) || one('host');
    const framing = dialect?.takesBody ? framingOf(question.headers) : [];
    this.#question = question;
    this.endsWithHead = framing.length === 0;
    this.knows = this.endsWithHead ? 'unseen' : 'seen';
    this.rawHeaders = ['host', host, ...(framing[1] === undefined ? [] : framing), ...fieldsOf(question.rawHeaders)];
    this.headers = headersOf(question.headers, host);
    if (framing[1] !== undefined) this.headers['content-length'] = framing[1];
    // What a question of nginx may carry is not read.
    if (this.endsWithHead) question.resume();
  }

  get complete(): boolean {
    return this.endsWithHead || this.#question.complete;
  }

  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'data' | 'end', listener: ((chunk: Buffer) => void) & (() => void)): unknown {
    if (!this.endsWithHead) this.#question.on(event, listener);
    return this;
  }

  once(event: 'end', listener: () => void): unknown {
    if (!this.endsWithHead) this.#question.once(event, listener);
    return this;
  }
}

/** How the question frames a body of its own: its length, or nothing but the name when it is sent in chunks. */
function framingOf(headers: IncomingHttpHeaders): readonly string[] {
  if (headers['transfer-encoding'] !== undefined) return ['transfer-encoding'];
  const length = headers['content-length'];
  return length === undefined || length === '0' ? [] : ['content-length', length];
}

/** Undefined when both kinds of field are there: one of them would be the client's word. */
function dialectOf({ headers }: IncomingMessage): Dialect | undefined {
  const present = dialects.filter(({ method, target }) => method in headers || target in headers);
  return present.length === 1 ? present[0] : undefined;
}

/** The value of a field that is there exactly once. */
function onlyValue(raw: readonly string[], name: string): string | undefined {
  const values = raw.filter((_, i) => i % 2 === 1 && raw[i - 1]!.toLowerCase() === name);
  return values.length === 1 ? values[0] : undefined;
}

function fieldsOf(raw: readonly string[]): readonly string[] {
  return raw.flatMap((name, i) => {
    const lower = name.toLowerCase();
    return i % 2 || lower === 'host' || ofQuestion.has(lower) ? [] : [name, raw[i + 1]!];
  });
}

function headersOf(received: IncomingHttpHeaders, host: string): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  for (const name in received) if (!ofQuestion.has(name)) headers[name] = received[name];
  headers.host = host;
  return headers;
}
