import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code?: number };
}

export type Behaviour = 'ok' | 'fail' | 'refuse' | 'silent';

/** A collector on loopback: takes OTLP/HTTP in JSON, or does not. */
export class Receiver {
  behaviour: Behaviour = 'ok';
  readonly spans: OtlpSpan[] = [];
  readonly metrics: Record<string, unknown>[] = [];
  readonly requests: { readonly path: string; readonly headers: http.IncomingHttpHeaders }[] = [];
  #server: http.Server | undefined;
  port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const server = http.createServer((request, response) => this.#take(request, response));
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  }

  #take(request: http.IncomingMessage, response: http.ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.requests.push({ path: request.url!, headers: request.headers });
      if (this.behaviour === 'silent') return;
      if (this.behaviour !== 'ok') return void response.writeHead(this.behaviour === 'fail' ? 503 : 400).end();
      this.#read(JSON.parse(Buffer.concat(chunks).toString()) as Message);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }

  #read(message: Message): void {
    for (const { scopeSpans } of message.resourceSpans ?? []) this.spans.push(...scopeSpans[0]!.spans);
    for (const { scopeMetrics } of message.resourceMetrics ?? []) this.metrics.push(...scopeMetrics[0]!.metrics);
  }
}

interface Message {
  readonly resourceSpans?: readonly { readonly scopeSpans: readonly { readonly spans: OtlpSpan[] }[] }[];
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly { readonly metrics: Record<string, unknown>[] }[];
  }[];
}

export async function startReceiver(t: TestContext): Promise<Receiver> {
  const receiver = new Receiver();
  await receiver.start();
  t.after(() => receiver.stop());
  return receiver;
}

/** Waits for what must become true. */
export async function until(isSo: () => boolean, millis = 5000): Promise<void> {
  const end = Date.now() + millis;
  while (!isSo()) {
    if (Date.now() > end) throw new Error('it did not become true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function attribute({ attributes }: OtlpSpan, key: string): unknown {
  const value = attributes.find((one) => one.key === key)?.value;
  return value && Object.values(value)[0];
}
