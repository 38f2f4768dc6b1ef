import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';

export interface Received {
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks that answers what it is told to. */
export class HookReceiver {
  readonly received: Received[] = [];
  status = 204;
  retryAfter: string | undefined;
  /** Never answers while true. */
  isStalled = false;
  #server: http.Server | undefined;

  async start(pair?: { readonly certificate: string; readonly key: string }): Promise<string> {
    const listener: http.RequestListener = (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        this.received.push({ headers: request.headers, body });
        if (this.isStalled) return;
        response.writeHead(this.status, this.retryAfter === undefined ? {} : { 'retry-after': this.retryAfter }).end();
      });
    };
    const server = pair
      ? https.createServer({ cert: pair.certificate, key: pair.key }, listener)
      : http.createServer(listener);
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `${pair ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}

/** A small SMTP server (RFC 5321) with STARTTLS and AUTH PLAIN: it keeps what it gets, or answers what it is told to. */
export class MailReceiver {
  readonly mails: string[] = [];
  readonly credentials: string[] = [];
  /** Whether the connection was encrypted when each mail came. */
  readonly encrypted: boolean[] = [];
  dataAnswer = '250 taken';
  offersTls = true;
  #server: net.Server | undefined;
  readonly #sockets = new Set<net.Socket>();
  readonly #pair: { readonly certificate: string; readonly key: string };

  constructor(pair: { readonly certificate: string; readonly key: string }) {
    this.#pair = pair;
  }

  /** Returns the port. `implicit`: TLS from the first byte. */
  async start({ implicit = false } = {}): Promise<number> {
    const { certificate: cert, key } = this.#pair;
    const greet = (socket: net.Socket): void => {
      this.#sockets.add(socket);
      socket.write('220 receiver\r\n');
      this.#talk(socket, implicit);
    };
    this.#server = implicit ? tls.createServer({ cert, key }, greet) : net.createServer(greet);
    this.#server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => this.#server!.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #talk(socket: net.Socket, isEncrypted: boolean): void {
    let text = '';
    let inData = false;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    socket.on('error', () => undefined);
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      for (;;) {
        const end = inData ? text.indexOf('\r\n.\r\n') : text.indexOf('\r\n');
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          if (this.dataAnswer.startsWith('2')) {
            this.mails.push(line);
            this.encrypted.push(isEncrypted);
          }
          say(this.dataAnswer);
        } else if (/^EHLO/i.test(line)) {
          say('250-receiver');
          if (this.offersTls && !isEncrypted) say('250-STARTTLS');
          say('250 AUTH PLAIN');
        } else if (/^STARTTLS/i.test(line)) {
          say('220 go on');
          socket.off('data', onData);
          const { certificate: cert, key } = this.#pair;
          const secure = new tls.TLSSocket(socket, { isServer: true, cert, key });
          return this.#talk(secure, true);
        } else if (/^AUTH PLAIN/i.test(line)) {
          this.credentials.push(Buffer.from(line.slice(11), 'base64').toString().replaceAll('\0', ' ').trim());
          say('235 yes');
        } else if (/^DATA/i.test(line)) {
          inData = true;
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          return void socket.end();
        } else say('250 yes');
      }
    };
    socket.on('data', onData);
  }
}
