import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { SecurityEvent } from '../../src/core/events.js';
import { createGateway, type Gateway, type GatewayOptions, type ListenOptions } from '../../src/gateway/gateway.js';
import { projectOf, type ProjectTexts } from './model-of.js';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Upstream {
  readonly url: string;
  readonly seen: Seen[];
  connections: number;
}

export type Behaviour = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

const echo: Behaviour = (request, response, body) => {
  response.writeHead(200, { 'content-type': 'application/json', server: 'echo/1', 'x-powered-by': 'tests' });
  response.end(JSON.stringify({ method: request.method, url: request.url, body }));
};

/** A real server on port 0 that records what arrives. */
export async function startUpstream(t: TestContext, behave: Behaviour = echo): Promise<Upstream> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      upstream.seen.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      behave(request, response, body);
    });
  });
  server.on('connection', () => upstream.connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream: Upstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    connections: 0,
  };
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return upstream;
}

export interface Running {
  readonly gateway: Gateway;
  readonly port: number;
  readonly events: SecurityEvent[];
  readonly access: SecurityEvent[];
}

export type Setup = Omit<ProjectTexts, 'upstreamUrl'> & {
  readonly upstream: { readonly url: string };
  readonly options?: Partial<Omit<GatewayOptions, 'project'>>;
  readonly listen?: ListenOptions;
};

/** A gateway on port 0 in front of `upstream`. */
export async function startGateway(t: TestContext, setup: Setup): Promise<Running> {
  const events: SecurityEvent[] = [];
  const access: SecurityEvent[] = [];
  const gateway = createGateway({
    project: projectOf({ ...setup, upstreamUrl: setup.upstream.url }),
    identity: { verifierOf: () => undefined },
    sink: { write: (event) => void events.push(event), batch: (event) => void access.push(event) },
    ...setup.options,
  });
  const { port } = await gateway.listen('127.0.0.1', 0, setup.listen);
  t.after(() => gateway.close());
  return { gateway, port, events, access };
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  json(): Record<string, unknown>;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** One request over the wire on a connection of its own. */
export function call(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: CallOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, headers, agent: false };
    const request = http.request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          text,
          json: () => JSON.parse(text) as Record<string, unknown>,
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes as they are; resolves with everything that came until the peer closed or was quiet. */
export function raw(port: number, bytes: string, quietMillis = 150): Promise<{ text: string; closed: boolean }> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')));
    let text = '';
    const done = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closed });
    };
    let timer = setTimeout(() => done(false), quietMillis);
    socket.on('data', (data) => {
      text += data.toString('latin1');
      clearTimeout(timer);
      timer = setTimeout(() => done(false), quietMillis);
    });
    socket.on('error', () => done(true));
    socket.on('close', () => done(true));
  });
}

/** Statuses of the answers in raw bytes. */
export function statusesIn(text: string): readonly number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1]));
}

export const openPolicy = 'defaults: { mode: enforce, rateLimits: [] }\n';

/** A contract that takes anything below `/`, one segment deep. */
export const openContract = `paths:
  /{any}:
    parameters: [{ name: any, in: path, required: true, schema: { type: string } }]
    get: { security: [], responses: { '200': { description: ok } } }
    delete: { security: [], responses: { '200': { description: ok } } }
    post:
      security: []
      requestBody: { content: { '*/*': { schema: {} } } }
      responses: { '200': { description: ok } }
`;
