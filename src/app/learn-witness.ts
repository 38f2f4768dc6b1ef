import http from 'node:http';
import type { LabExchange } from '../academy/attack-seen.js';

const mostBytes = 1_048_576;
/** Of a connection, not of a message. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host']);

export interface Witness {
  close(): Promise<void>;
}

export interface WitnessOptions {
  /** Where it listens: `host:port`. */
  readonly address: string;
  /** Where the service is just now; undefined while it does not run. */
  readonly service: () => string | undefined;
  readonly see: (exchange: LabExchange) => void;
}

/** Stands before the service of a lab and sees every exchange: so an attack is recognised by what it got. */
export async function startWitness({ address, service, see }: WitnessOptions): Promise<Witness> {
  const server = http.createServer(async (request, response) => {
    const body = await read(request).catch(() => undefined);
    const target = service();
    if (body === undefined || target === undefined) return refuse(response);
    const { method = 'GET', url = '/', headers } = request;
    try {
      const answer = await ask(`http://${target}${url}`, { method, headers, body });
      see({
        method,
        url,
        authorization: headers.authorization,
        body: body.toString('utf8'),
        status: answer.status,
        answer: `${headerLines(answer.headers)}\n\n${answer.body.toString('utf8')}`,
      });
      // Last: who has the answer may ask at once whether it was seen.
      response.writeHead(answer.status, answer.headers).end(answer.body);
    } catch {
      refuse(response);
    }
  });
  const [host, port] = address.split(':') as [string, string];
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), host, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const headerLines = (headers: http.OutgoingHttpHeaders) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');

function refuse(response: http.ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/plain' }).end('the service of the lab does not run\n');
}

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > 10 * mostBytes) throw new Error('too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

interface Sent {
  readonly method: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Answered {
  readonly status: number;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body: Buffer;
}

function ask(url: string, { method, headers, body }: Sent): Promise<Answered> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers: { ...kept, 'content-length': body.length } }, (response) => {
      read(response).then(
        (answer) =>
          resolve({ status: response.statusCode ?? 502, headers: withoutHops(response.headers), body: answer }),
        reject,
      );
    });
    request.on('error', reject).end(body.length > 0 ? body : undefined);
  });
}

function withoutHops(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}
