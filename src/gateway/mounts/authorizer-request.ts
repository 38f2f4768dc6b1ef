import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WireRequest } from '../wire.js';

/** Which server asks: by the fields that it describes the request with. */
export type AuthorizerDialect = 'nginx' | 'forward-auth';

interface Dialect {
  readonly name: AuthorizerDialect;
  readonly method: string;
  readonly target: string;
  readonly host: string;
}

const dialects: readonly Dialect[] = [
  { name: 'nginx', method: 'x-original-method', target: 'x-original-uri', host: 'x-original-host' },
  { name: 'forward-auth', method: 'x-forwarded-method', target: 'x-forwarded-uri', host: 'x-forwarded-host' },
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

/** The request that a server in front asks about. It has no body. */
export class AskedRequest implements WireRequest {
  readonly httpVersion = '1.1';
  readonly complete = true;
  /** Connections to the server in front carry questions about many clients: none of them may end it. */
  readonly endsWithHead = true;
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
  readonly dialect: AuthorizerDialect;
  /** The client spoke TLS, as the server in front says. */
  readonly tls: boolean;

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
    this.rawHeaders = ['host', host, ...fieldsOf(question.rawHeaders)];
    this.headers = headersOf(question.headers, host);
  }

  on(): unknown {
    return this;
  }

  once(): unknown {
    return this;
  }
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
