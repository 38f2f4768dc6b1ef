import { once } from 'node:events';
import tls from 'node:tls';

export interface SyslogTarget {
  readonly host: string;
  readonly port: number;
  /** PEM of the authorities that are believed; default those of the system. */
  readonly ca?: string | undefined;
  /** PEM of an own certificate and its key, for receivers that ask. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly timeoutMillis?: number;
}

/** A connection to a syslog receiver over TLS (RFC 5425): each message with its length in bytes before it. */
export class SyslogTls {
  readonly #socket: tls.TLSSocket;
  #error: Error | undefined;

  private constructor(socket: tls.TLSSocket) {
    this.#socket = socket;
    socket.on('error', (error) => (this.#error ??= error));
    socket.on('close', () => (this.#error ??= new Error('the receiver closed the connection')));
    socket.resume(); // the protocol has no answers; the end of the other side is noticed
  }

  /** Resolves when the certificate of the receiver is verified for its name. Throws what keeps it from that. */
  static async open({ host, port, ca, certificate, key, timeoutMillis = 10_000 }: SyslogTarget): Promise<SyslogTls> {
    const socket = tls.connect({
      host,
      port,
      minVersion: 'TLSv1.2',
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
    });
    const timeout = AbortSignal.timeout(timeoutMillis);
    try {
      await once(socket, 'secureConnect', { signal: timeout });
    } catch (error) {
      socket.destroy();
      throw timeout.aborted ? new Error('the receiver does not answer') : error;
    }
    return new SyslogTls(socket);
  }

  /** Resolves when the connection takes more. Rejects once it is broken. */
  async send(line: string): Promise<void> {
    if (this.#error) throw this.#error;
    if (this.#socket.write(`${Buffer.byteLength(line)} ${line}`)) return;
    await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')]);
    if (this.#error) throw this.#error;
  }

  /** Sends what is left and waits until the other side has ended too, so that nothing is cut off. */
  async close(): Promise<void> {
    if (this.#error) throw this.#error;
    const closed = once(this.#socket, 'close');
    this.#socket.end();
    const slow = setTimeout(() => this.#socket.destroy(), 5000).unref();
    await closed.catch(() => undefined);
    clearTimeout(slow);
  }
}
