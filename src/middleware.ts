/** Portcullis inside a server of Node: the same policy file, the same verdicts as the gateway. */
export { express, fastify, hono, node, type Mounted, type MiddlewareOptions } from './app/middleware.js';
export { PortcullisError, PortcullisErrors, formatError } from './core/errors.js';
