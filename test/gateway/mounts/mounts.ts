import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { serve as serveHono } from '@hono/node-server';
import fastifyApp from 'fastify';
import { Hono } from 'hono';
import type { SecurityEvent } from '../../../src/core/events.js';
import { createGateway, type Gateway } from '../../../src/gateway/gateway.js';
import type { Guard } from '../../../src/gateway/guard.js';
import { guards as ownGuards } from '../../../src/gateway/guards.js';
import { authorizerGuards, type BodyRule } from '../../../src/gateway/mounts/authorizer-guards.js';
import { startAuthorizer } from '../../../src/gateway/mounts/authorizer.js';
import { startExtAuthz } from '../../../src/gateway/mounts/ext-authz.js';
import {
  fastifyPlugin,
  honoMiddleware,
  nodeMiddleware,
  type HonoMiddleware,
} from '../../../src/gateway/mounts/frameworks.js';
import { LookupMarks } from '../../../src/gateway/mounts/lookup-marks.js';
import { nodeMount, type NodeMount } from '../../../src/gateway/mounts/node.js';
import { keyIdOf } from '../../../src/identity/api-key.js';
import type { ApiModel } from '../../../src/model/types.js';
import { secretDigest } from '../../../src/vault/secret-hash.js';
import { verifiersOf } from '../guard-fixture.js';
import { projectOf } from '../model-of.js';
import { appAnswer } from './conformance.js';
import { contract, keys, policy } from './conformance-contract.js';
import { jwks } from './conformance-tokens.js';

interface ExpressResponse {
  status(status: number): this;
  type(type: string): this;
  send(body: string): this;
}

type Handler = (request: http.IncomingMessage & { body?: unknown }, response: ExpressResponse) => void;

/** What is used of Express, which comes without types. */
interface ExpressModule {
  (): { use(...handlers: readonly unknown[]): unknown };
  json(): unknown;
  text(): unknown;
}

export const expressApp = createRequire(import.meta.url)('express') as ExpressModule;

/** A way in, on a port. */
export interface Mounted {
  readonly port: number;
  readonly events: SecurityEvent[];
  readonly warnings: string[];
  /** Bodies as the app read them. */
  readonly bodies: string[];
  close(): Promise<void>;
}

const pepper = Buffer.alloc(32, 5);
const records = Object.entries(keys).map(([key, { subject, roles }]) => ({
  id: keyIdOf(key, pepper),
  digest: secretDigest(key, pepper),
  subject,
  tenant: undefined,
  roles,
  scopes: [],
  expiresAt: undefined,
  revoked: false,
}));

export interface GatewayParts {
  readonly upstreamUrl?: string;
  readonly guards?: Iterable<Guard>;
  readonly texts?: { readonly contract: string; readonly policy: string };
}

export function makeGateway(parts: GatewayParts = {}): { gateway: Gateway; events: SecurityEvent[] } {
  const { upstreamUrl = 'http://127.0.0.1:9', guards = ownGuards, texts = { contract, policy } } = parts;
  const events: SecurityEvent[] = [];
  const store = { find: (id: string) => records.find((one) => one.id === id) };
  const verifiers = new Map<ApiModel, ReturnType<typeof verifiersOf>>();
  const gateway = createGateway({
    project: projectOf({ ...texts, upstreamUrl }),
    guards,
    sink: { write: (event) => void events.push(event), batch: (event) => void events.push(event) },
    identity: {
      verifierOf(model, { scheme }) {
        if (!verifiers.has(model))
          verifiers.set(model, verifiersOf(model, { apiKeys: { store, pepper }, readFile: async () => jwks }));
        return verifiers.get(model)!.get(scheme);
      },
    },
  });
  return { gateway, events };
}

function listening(server: http.Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

function closed(server: http.Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** The app as a handler of `node:http`. */
export function plainApp(bodies: string[]): http.RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString('utf8'));
      const { status, type, body } = appAnswer(request.method!, request.url!);
      response.writeHead(status, { 'content-type': type });
      response.end(body);
    });
  };
}

export async function proxyMount(): Promise<Mounted> {
  const bodies: string[] = [];
  const upstream = http.createServer(plainApp(bodies));
  const { gateway, events } = makeGateway({ upstreamUrl: `http://127.0.0.1:${await listening(upstream)}` });
  const { port } = await gateway.listen('127.0.0.1', 0);
  return { port, events, bodies, warnings: [], close: () => gateway.close().then(() => closed(upstream)) };
}

/** The app once more, where owners are looked up when the app itself is not behind the gateway. */
export async function startLookups(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = http.createServer(plainApp([]));
  return { url: `http://127.0.0.1:${await listening(server)}`, close: () => closed(server) };
}

/** A gateway as a way into a server of this process. */
export function makeMount(parts: GatewayParts = {}): {
  gateway: Gateway;
  events: SecurityEvent[];
  warnings: string[];
  mount: NodeMount;
} {
  const marks = new LookupMarks();
  const made = makeGateway({ ...parts, guards: [...ownGuards, marks.guard] });
  const warnings: string[] = [];
  const mount = nodeMount({ gateway: made.gateway, marks, warn: (text) => void warnings.push(text) });
  return { ...made, warnings, mount };
}

export async function nodeServer(
  listener: (mount: NodeMount, bodies: string[]) => http.RequestListener,
  parts: GatewayParts = {},
): Promise<Mounted> {
  const lookups = await startLookups();
  const { gateway, events, warnings, mount } = makeMount({ upstreamUrl: lookups.url, ...parts });
  const bodies: string[] = [];
  const server = http.createServer(listener(mount, bodies));
  const port = await listening(server);
  const close = async (): Promise<void> => {
    await closed(server);
    await gateway.close();
    await lookups.close();
  };
  return { port, events, bodies, warnings, close };
}

export const nodeMountServer = (): Promise<Mounted> =>
  nodeServer((mount, bodies) => {
    const guard = nodeMiddleware(mount);
    const app = plainApp(bodies);
    return (request, response) => guard(request, response, () => void app(request, response));
  });

export const expressMount = (): Promise<Mounted> =>
  nodeServer((mount, bodies) => {
    const app = expressApp();
    app.use(nodeMiddleware(mount));
    app.use(expressApp.json(), expressApp.text());
    const answer: Handler = (request, response) => {
      const { body: parsed } = request;
      bodies.push(typeof parsed === 'string' ? parsed : JSON.stringify(parsed ?? ''));
      const { status, type, body } = appAnswer(request.method!, request.url!);
      response.status(status).type(type).send(body);
    };
    app.use(answer);
    return app as unknown as http.RequestListener;
  });

export async function fastifyMount(): Promise<Mounted> {
  const lookups = await startLookups();
  const { gateway, events, warnings, mount } = makeMount({ upstreamUrl: lookups.url });
  const bodies: string[] = [];
  const app = fastifyApp();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  await app.register(fastifyPlugin(mount) as unknown as Parameters<typeof app.register>[0]);
  app.all('/*', async (request, reply) => {
    bodies.push(typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? ''));
    const { status, type, body } = appAnswer(request.method, request.url);
    return reply.code(status).type(type).send(body);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    app.server.closeAllConnections();
    await app.close();
    await gateway.close();
    await lookups.close();
  };
  return { port, events, bodies, warnings, close };
}

export async function honoMount(): Promise<Mounted> {
  const lookups = await startLookups();
  const { gateway, events, warnings, mount } = makeMount({ upstreamUrl: lookups.url });
  const bodies: string[] = [];
  const app = new Hono();
  const guard: HonoMiddleware = honoMiddleware(mount);
  app.use((context, next) => guard(context, next));
  app.all('*', async (context) => {
    bodies.push(await context.req.text());
    const { status, type, body } = appAnswer(context.req.method, new URL(context.req.url).pathname);
    return new Response(status === 204 ? null : body, { status, headers: { 'content-type': type } });
  });
  const server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as http.Server;
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    await closed(server);
    await gateway.close();
    await lookups.close();
  };
  return { port, events, bodies, warnings, close };
}

export async function authorizerMount(bodyRule: BodyRule = 'partly', trust = ['127.0.0.1/32']): Promise<Mounted> {
  return authorizing(bodyRule, (gateway) => startAuthorizer(gateway, { host: '127.0.0.1', port: 0, trust }));
}

export async function extAuthzMount(bodyRule: BodyRule = 'partly'): Promise<Mounted> {
  const trust = ['127.0.0.0/8', '::1/128'];
  return authorizing(bodyRule, (gateway) => startExtAuthz(gateway, { host: '127.0.0.1', port: 0, trust }));
}

async function authorizing(
  bodyRule: BodyRule,
  start: (gateway: Gateway) => Promise<{ readonly port: number; close(): Promise<void> }>,
): Promise<Mounted> {
  const lookups = await startLookups();
  const { gateway, events } = makeGateway({
    guards: authorizerGuards(ownGuards, bodyRule),
    upstreamUrl: lookups.url,
  });
  const started = await start(gateway);
  const close = async (): Promise<void> => {
    await started.close();
    await gateway.close();
    await lookups.close();
  };
  return { port: started.port, events, bodies: [], warnings: [], close };
}
