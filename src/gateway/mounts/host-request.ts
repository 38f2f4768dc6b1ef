import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WireRequest } from '../wire.js';

/** A request of the host's server, with what frameworks put on it. */
export type HostRequest = IncomingMessage & {
  /** Express: the target as it came, when a mount point was cut off `url`. */
  originalUrl?: string;
  /** The body as it came, of a host that kept it when it parsed it. */
  rawBody?: unknown;
  /** The parsed body. */
  body?: unknown;
};

/** Bodies are smaller than this wherever they are accepted (`bodyLimitBytes` goes up to 10 MiB). */
const mostKept = 10 * 1024 * 1024;

/** The host read the body before it could be judged, and kept no copy of its bytes. */
export class BodyAlreadyRead extends Error {
  override readonly name = 'BodyAlreadyRead';
}

/** The target that was received, whatever a router cut off it. */
export function receivedTarget({ originalUrl, url }: HostRequest): string {
  return originalUrl ?? url ?? '';
}

/**
 * A request of the host's server as the flow reads it. The body is put back before its end is told, so that the host
 * reads it again as if nobody had.
 */
export class MountRequest implements WireRequest {
  readonly httpVersion: string;
  readonly method: string | undefined;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
  readonly #host: HostRequest;
  readonly #isAnswered: () => boolean;
  readonly #onData: ((chunk: Buffer) => void)[] = [];
  readonly #onEnd: (() => void)[] = [];
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #state: 'new' | 'reading' | 'ended' = 'new';

  /** `isAnswered`: what still comes is not put back any more. */
  constructor(host: HostRequest, isAnswered: () => boolean) {
    this.#host = host;
    this.#isAnswered = isAnswered;
    this.httpVersion = host.httpVersion;
    this.method = host.method;
    this.url = receivedTarget(host);
    this.rawHeaders = host.rawHeaders;
    // The host's own is changed for the app once the request is accepted.
    this.headers = { ...host.headers };
    this.socket = host.socket;
  }

  get complete(): boolean {
    return this.#host.complete;
  }

  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'data' | 'end', listener: ((chunk: Buffer) => void) & (() => void)): unknown {
    if (event === 'data') this.#onData.push(listener);
    else this.#onEnd.push(listener);
    this.#start();
    return this;
  }

  once(_event: 'end', listener: () => void): unknown {
    return this.on('end', listener);
  }

  #start(): void {
    if (this.#state !== 'new') return;
    const { rawBody, readableDidRead, readableEnded } = this.#host;
    this.#state = 'reading';
    if (rawBody instanceof Uint8Array) return process.nextTick(() => this.#give(Buffer.from(rawBody)));
    if (readableDidRead || readableEnded) throw new BodyAlreadyRead('the body was read before it could be judged');
    this.#host.on('readable', this.#read);
    this.#host.once('end', this.#end);
    return undefined;
  }

  #give(body: Buffer): void {
    if (body.length) this.#tell(body);
    this.#finish();
  }

  readonly #read = (): void => {
    const host = this.#host;
    while (host.readableLength > 0) {
      const chunk = host.read() as Buffer | null;
      if (chunk === null) break;
      this.#keep(chunk);
      this.#tell(chunk);
    }
    // Asking again would end the stream, and nothing can be put back behind its end.
    if (host.complete && host.readableLength === 0) this.#end();
  };

  #keep(chunk: Buffer): void {
    this.#keptBytes += chunk.length;
    if (this.#keptBytes > mostKept || this.#isAnswered()) this.#kept = [];
    else this.#kept.push(chunk);
  }

  #tell(chunk: Buffer): void {
    for (const listener of this.#onData) listener(chunk);
  }

  readonly #end = (): void => {
    if (this.#state === 'ended') return;
    this.#host.off('readable', this.#read);
    this.#host.off('end', this.#end);
    if (this.#kept.length && !this.#host.readableEnded) this.#host.unshift(Buffer.concat(this.#kept));
    this.#kept = [];
    this.#finish();
  };

  #finish(): void {
    this.#state = 'ended';
    for (const listener of this.#onEnd) listener();
  }
}

/** What the app reads instead of the body that came. */
export function replaceBody(
  host: HostRequest,
  { body, json }: { readonly body: Buffer; readonly json: unknown },
): void {
  host.headers['content-length'] = String(body.length);
  delete host.headers['transfer-encoding'];
  if (host.rawBody instanceof Uint8Array) {
    host.rawBody = body;
    host.body = json ?? body.toString('utf8');
    return;
  }
  host.read();
  host.unshift(body);
}
