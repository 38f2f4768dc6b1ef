import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { PortcullisError } from '../../core/errors.js';
import { addressMatcher, addressReader } from '../client-address.js';
import { deny } from '../denial.js';
import { upstreamRequest } from '../forward.js';
import type { Gateway } from '../gateway.js';
import { defaultLimits } from '../limits.js';
import type { OnAccepted } from '../live-exchange.js';
import { plainProblem, problemMediaType } from '../problem.js';
import type { WireResponse } from '../wire.js';
import { AskedRequest } from './authorizer-request.js';

export interface AuthorizerOptions {
  readonly host: string;
  readonly port: number;
  /** CIDR ranges of the servers that may ask; nobody else is answered. */
  readonly trust: readonly string[];
}

export interface Authorizing {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves verdicts to a server in front: nginx `auth_request`, Traefik and Caddy forward auth. 204 lets the request
 * pass. Forward auth gets a denial as it is; nginx knows only 401 and 403, so it gets one of them, and
 * `X-Portcullis-Status` and `X-Portcullis-Code` say what it really is. `gateway` must have been made with
 * `authorizerGuards`. Throws ADDRESS_IN_USE.
 */
export async function startAuthorizer(gateway: Gateway, options: AuthorizerOptions): Promise<Authorizing> {
  const isTrusted = addressMatcher(options.trust);
  const readAddress = addressReader(options.trust);
  const server = http.createServer({ maxHeaderSize: defaultLimits.headBytes * 2, requireHostHeader: false });
  server.maxHeadersCount = 0;
  server.on('request', (question, response) => {
    if (!isTrusted(question.socket.remoteAddress ?? '')) return refuseStranger(response);
    const request = new AskedRequest(question);
    const clientOf = ({ socket }: { readonly socket: AskedRequest['socket'] }, via: string | undefined) => ({
      ...readAddress(socket.remoteAddress ?? '', via),
      tls: request.tls,
      viaTrusted: true,
    });
    return gateway.take({ request, response: new VerdictResponse(response, request), clientOf, onAccepted: pass });
  });
  await listening(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  };
}

/** The server in front sends on the target that came, so that another spelling of it must not be what was judged. */
const pass: OnAccepted = (exchange, route, { responder }) => {
  const { path } = upstreamRequest(exchange, route, { authority: exchange.head.authority });
  if (path === exchange.request.url) return responder.answer(exchange, { status: 204, fields: [], body: '' });
  const detail = { reason: 'the server in front sends on another path than the one that was judged' };
  return responder.deny(exchange, { ...deny('PATH_AMBIGUOUS', { detail }), guard: 'mount' });
};

function refuseStranger(response: http.ServerResponse): void {
  response.writeHead(403, { 'content-type': problemMediaType, connection: 'close' });
  response.end(plainProblem(403, '', 'Not one of those who may ask'));
}

/** Writes a verdict so that the server in front understands it. */
class VerdictResponse implements WireResponse {
  readonly #response: http.ServerResponse;
  readonly #asked: AskedRequest;
  #head: { readonly status: number; readonly fields: string[] } | undefined;

  constructor(response: http.ServerResponse, asked: AskedRequest) {
    this.#response = response;
    this.#asked = asked;
  }

  get writableLength(): number {
    return this.#response.writableLength;
  }

  writeHead(status: number, fields: string[]): unknown {
    this.#head = { status, fields };
    return this;
  }

  flushHeaders(): void {}

  writeContinue(): void {}

  write(chunk: Buffer | string): boolean {
    this.#begin(String(chunk));
    return this.#response.write(chunk);
  }

  end(body?: Buffer | string, encoding?: BufferEncoding): unknown {
    const text = typeof body === 'string' && encoding ? Buffer.from(body, encoding) : (body ?? '');
    this.#begin(text.toString('utf8'));
    // The question is a GET whatever it is about, and its answer has the body that its length says.
    return this.#response.end(text);
  }

  #begin(body: string): void {
    const head = this.#head;
    if (!head || this.#response.headersSent) return;
    // The connection belongs to the server in front, whatever the request did to its own.
    const fields = head.fields.flatMap((name, i) =>
      i % 2 || /^connection$/i.test(name) ? [] : [name, head.fields[i + 1]!],
    );
    fields.push('x-portcullis-status', String(head.status));
    const code = /"code":"([A-Z_]+)"/.exec(body)?.[1];
    if (code !== undefined) fields.push('x-portcullis-code', code);
    this.#response.writeHead(this.#statusFor(head.status), fields);
  }

  #statusFor(status: number): number {
    if (status < 300 || this.#asked.dialect === 'forward-auth') return status;
    return status === 401 ? 401 : 403;
  }

  destroy(): unknown {
    return this.#response.destroy();
  }

  on(event: 'close' | 'drain', listener: () => void): unknown {
    return this.#response.on(event, listener);
  }

  once(event: 'close', listener: () => void): unknown {
    return this.#response.once(event, listener);
  }
}

function listening(server: http.Server, { host, port }: AuthorizerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      return reject(new PortcullisError('ADDRESS_IN_USE', `${host}:${port} is already in use`, { cause: error }));
    });
    server.listen(port, host, () => resolve());
  });
}
