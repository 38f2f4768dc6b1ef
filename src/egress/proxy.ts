import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { PortcullisError } from '../core/errors.js';
import type { EventSink } from '../core/events.js';
import { addressTest } from './addresses.js';
import { checkHost, type Applications } from './applications.js';
import { beginRecord, tellOfCall, type CallRecord } from './call-event.js';
import { makeCall } from './call.js';
import { makeClient, type SeenCertificate } from './client.js';
import type { VendorGate, VendorUse } from './gate.js';
import { hostText, type CallBreaker, type Integration } from './integration.js';
import { Refusal } from './refusal.js';
import type { Resolve } from './resolve.js';
import { sentProperties, type SentProperties } from './sent-properties.js';
import { integrationsFor, readCallTarget, type CallTarget } from './target.js';
import { openTunnel } from './tunnel.js';

export interface EgressSettings {
  readonly integrations: ReadonlyMap<string, Integration>;
  readonly applications: Applications;
  readonly resolve: Resolve;
}

export interface EgressParts {
  readonly gate: VendorGate;
  readonly sink: EventSink;
  readonly makeBreaker: () => CallBreaker;
  readonly onCertificate: (seen: SeenCertificate & { readonly vendor: string }) => void;
}

const passedMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

type Client = ReturnType<typeof makeClient>;

/** One generation of settings with its connections. */
interface Generation extends EgressSettings {
  readonly clients: ReadonlyMap<string, Client>;
  readonly sent: ReadonlyMap<string, SentProperties>;
}

/** The egress proxy: the only way of applications to third parties. */
export class EgressProxy {
  readonly #parts: EgressParts;
  readonly #server: http.Server;
  readonly #breakers = new Map<string, CallBreaker>();
  readonly #tunnels = new Map<AbortController, string>();
  #now: Generation;

  constructor(settings: EgressSettings, parts: EgressParts) {
    this.#parts = parts;
    this.#now = this.#generation(settings);
    this.#server = http.createServer({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 5000,
      maxHeaderSize: 16_384,
      connectionsCheckingInterval: 1000,
    });
    this.#server.on('request', (request, response) => void this.#answer(request, response));
    this.#server.on('connect', (request, socket, head) => void this.#tunnel(request, socket, head));
  }

  #generation(settings: EgressSettings): Generation {
    const all = [...settings.integrations];
    const clientOf = ({ addresses, authorities, vendor }: Integration) =>
      makeClient({
        resolve: settings.resolve,
        isAllowed: addressTest(addresses),
        authorities,
        onCertificate: (seen) => this.#parts.onCertificate({ ...seen, vendor }),
      });
    return {
      ...settings,
      clients: new Map(all.map(([name, one]) => [name, clientOf(one)])),
      sent: new Map(all.map(([name, { send }]) => [name, sentProperties(send)])),
    };
  }

  /** Resolves to the address. Throws `ADDRESS_IN_USE`. */
  async listen(at: { readonly host: string; readonly port: number }): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause: NodeJS.ErrnoException) => {
        const message = `${at.host}:${at.port} is already in use`;
        reject(cause.code === 'EADDRINUSE' ? new PortcullisError('ADDRESS_IN_USE', message, { cause }) : cause);
      });
      this.#server.listen(at.port, at.host, resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    return `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`;
  }

  /** From now on these hold; calls under way end as they began. */
  use(settings: EgressSettings): void {
    const before = this.#now;
    this.#now = this.#generation(settings);
    for (const client of before.clients.values()) void client.close().catch(() => undefined);
  }

  /** Ends the tunnels of third parties that were switched off: nobody looks into them any more. */
  endTunnels(isBlocked: (vendor: string) => boolean): void {
    for (const [ending, vendor] of this.#tunnels) if (isBlocked(vendor)) ending.abort();
  }

  async close(): Promise<void> {
    for (const ending of this.#tunnels.keys()) ending.abort();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
    await Promise.all([...this.#now.clients.values()].map((client) => client.destroy()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const record = beginRecord(request.method ?? '', Date.now());
    try {
      await this.#call(request, response, record);
    } catch (error) {
      this.#refuse(error, record, response);
    }
    tellOfCall(record, (performance.now() - started) * 1000, this.#parts.sink);
  }

  async #call(request: IncomingMessage, response: ServerResponse, record: CallRecord): Promise<void> {
    const { headers, method = '', url = '' } = request;
    const generation = this.#now;
    checkHost(url, headers);
    const application = generation.applications.nameOf(headers);
    record.use = { application };
    const target = readCallTarget(url, generation.integrations);
    const { integration } = target;
    const use = (record.use = useOf(target, application));
    this.#admit(target, use);
    if (!passedMethods.has(method)) throw new Refusal('method-refused');
    const operation = integration.contract?.find(method, target.path);
    if (integration.contract && !operation) throw new Refusal('operation-unknown');
    record.operationId = operation?.id;
    const body = await readBody(request, integration);
    record.bytesIn = body.length;
    const type = headers['content-type'];
    generation.sent.get(integration.name)!.check({ query: target.query, type, body });
    await makeCall(
      { target, method, headers, body, operation },
      {
        client: generation.clients.get(integration.name)!,
        breaker: this.#breakerOf(target),
        response,
        record,
      },
    );
    this.#parts.gate.used(use);
  }

  #admit({ integration }: CallTarget, use: VendorUse): void {
    if (integration.applications && !integration.applications.includes(use.application)) {
      throw new Refusal('application-refused');
    }
    const refused = this.#parts.gate.refuses(use);
    if (refused) throw new Refusal(refused);
  }

  #breakerOf({ host, integration }: CallTarget): CallBreaker {
    const key = `${integration.name} ${host.host}:${host.port}`;
    let breaker = this.#breakers.get(key);
    if (!breaker) this.#breakers.set(key, (breaker = this.#parts.makeBreaker()));
    return breaker;
  }

  #refuse(error: unknown, record: CallRecord, response: ServerResponse): void {
    // Whatever breaks here lets nothing through.
    const refusal = error instanceof Refusal ? error : new Refusal('failed');
    record.refusal = refusal;
    if (response.headersSent) return void response.destroy();
    record.status = refusal.status;
    response.writeHead(refusal.status, {
      'content-type': 'application/problem+json',
      ...(refusal.status === 407 ? { 'proxy-authenticate': 'Basic realm="egress"' } : {}),
      connection: 'close',
    });
    response.end(refusal.body);
  }

  async #tunnel(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const started = performance.now();
    const record = beginRecord('CONNECT', Date.now());
    const ending = new AbortController();
    client.on('error', () => client.destroy());
    try {
      const { resolve, integrations, applications } = this.#now;
      const application = applications.nameOf(request.headers);
      record.use = { application };
      const found = integrationsFor(request.url ?? '', integrations);
      if (found.length === 0) throw new Refusal('host-refused');
      const target = found.find(({ integration }) => integration.tunnel);
      if (!target) throw new Refusal('tunnel-refused');
      const use = (record.use = useOf(target, application));
      this.#admit(target, use);
      this.#tunnels.set(ending, use.vendor);
      this.#parts.gate.used(use);
      await openTunnel(client, head, { target, resolve, record, signal: ending.signal });
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('failed');
      record.refusal = refusal;
      if (record.status === 0) refuseTunnel(client, refusal);
      record.status ||= refusal.status;
    } finally {
      this.#tunnels.delete(ending);
    }
    tellOfCall(record, (performance.now() - started) * 1000, this.#parts.sink);
  }
}

function refuseTunnel(client: Duplex, refusal: Refusal): void {
  const { status, body } = refusal;
  const asks = status === 407 ? 'Proxy-Authenticate: Basic realm="egress"\r\n' : '';
  client.end(
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n${asks}` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function useOf({ integration, host }: CallTarget, application: string): VendorUse {
  const { vendor, name, plainText } = integration;
  return { vendor, integration: name, application, host: hostText(host, plainText) };
}

async function readBody(request: IncomingMessage, { requestBytes, send }: Integration): Promise<Buffer> {
  if (request.headers['content-encoding'] !== undefined && send !== 'any') {
    throw new Refusal('body-unreadable', 'an encoded body cannot be compared with send');
  }
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > requestBytes) throw new Refusal('body-too-large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}
