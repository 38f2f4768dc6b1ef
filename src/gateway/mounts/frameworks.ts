import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { PortcullisError } from '../../core/errors.js';
import type { HostRequest } from './host-request.js';
import type { NodeMount } from './node.js';

/** `(request, response, next)`: bare `node:http`, Express, Connect, NestJS on Express. */
export type NodeMiddleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** For servers that call it before they choose a handler. */
export function nodeMiddleware(mount: NodeMount): NodeMiddleware {
  return (request, response, next) => mount({ request, response, next, canRewrite: true });
}

/** What of a Fastify 5 instance is used. */
export interface FastifyLike {
  readonly server: unknown;
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: unknown },
      reply: { readonly raw: unknown; hijack(): unknown },
      done: () => void,
    ) => void,
  ): unknown;
}

export type FastifyMiddleware = (instance: FastifyLike, options: unknown, done: () => void) => void;

/**
 * A plugin of Fastify 5. It stands before Fastify's own router, so that what the router refuses or reads differently is
 * judged too; the hook takes what reaches Fastify another way (`inject`, further servers of `listen`).
 */
export function fastifyPlugin(mount: NodeMount): FastifyMiddleware {
  const plugin: FastifyMiddleware = (instance, _options, done) => {
    standBefore(instance.server as Server, mount);
    instance.addHook('onRequest', (request, reply, next) => {
      const response = reply.raw as ServerResponse;
      mount({ request: request.raw as HostRequest, response, next, canRewrite: false });
    });
    done();
  };
  // Fastify: the hook holds for the whole app, not for this plugin's own context.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'portcullis',
  });
}

function standBefore(server: Server, mount: NodeMount): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const next = (): void => {
      for (const listener of listeners) listener.call(server, request, response);
    };
    mount({ request, response, next, canRewrite: true });
  });
}

/** What of a Hono context is used. `env` is that of `@hono/node-server`. */
export interface HonoContextLike {
  readonly env: unknown;
}

export type HonoMiddleware = (context: HonoContextLike, next: () => Promise<void>) => Promise<Response | void>;

/** The answer was written without Hono: what it still has to say goes nowhere. */
function silence(response: ServerResponse): void {
  response.writeHead = () => response;
  response.write = () => true;
  response.end = () => response;
  response.flushHeaders = () => undefined;
}

/**
 * A middleware of Hono on `@hono/node-server`. Throws `PortcullisError` on other servers: they hand over requests whose
 * path and fields were rewritten before anybody could judge them.
 */
export function honoMiddleware(mount: NodeMount): HonoMiddleware {
  return (context, next) => {
    const { incoming, outgoing } = nodeOf(context);
    return new Promise((resolve, reject) => {
      let passed = false;
      const pass = (): void => {
        passed = true;
        next().then(resolve, reject);
      };
      outgoing.once('close', () => {
        if (passed) return;
        silence(outgoing);
        resolve(new Response(null, { headers: { 'x-hono-already-sent': 'true' } }));
      });
      mount({ request: incoming, response: outgoing, next: pass, canRewrite: false });
    });
  };
}

function nodeOf({ env }: HonoContextLike): { incoming: HostRequest; outgoing: ServerResponse } {
  const { incoming, outgoing } = (env ?? {}) as { incoming?: HostRequest; outgoing?: ServerResponse };
  // Requests of HTTP/2 carry pseudo fields where the flow expects none.
  if (incoming && outgoing && incoming.httpVersionMajor === 1) return { incoming, outgoing };
  throw new PortcullisError('USAGE', 'The middleware for Hono needs HTTP/1 of @hono/node-server', {
    hint: 'serve the app with @hono/node-server, or put the gateway in front of it',
  });
}
