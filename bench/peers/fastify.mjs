// Fastify with @fastify/jwt, @fastify/rate-limit, its own schema validation and @fastify/reply-from (what
// @fastify/http-proxy uses inside; that one passes bodies on unread, so it could not validate them).
// `cache` as the second argument turns on the token cache of @fastify/jwt.
import { createPublicKey } from 'node:crypto';
import jwt from '@fastify/jwt';
import rateLimit from '@fastify/rate-limit';
import replyFrom from '@fastify/reply-from';
import Fastify from 'fastify';
import { bodySchema, operationsOf, parametersSchema, readSetup, withColons } from './setup.mjs';

const { port, upstream, keySet, contract } = readSetup();
const publicKey = createPublicKey({ key: keySet.keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' });
const cache = process.argv[3] === 'cache';
const verify = { algorithms: ['ES256'], allowedIss: 'bench', allowedAud: 'shop', cache };

/** Only what the operation has: Fastify compiles a validator for every key that is there. */
function schemaOf(operation) {
  const parts = {
    params: parametersSchema(operation, 'path'),
    querystring: parametersSchema(operation, 'query'),
    body: bodySchema(operation),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, schema]) => schema !== undefined));
}

const app = Fastify({ bodyLimit: 100_000, ajv: { customOptions: { removeAdditional: false, coerceTypes: true } } });
await app.register(jwt, { secret: { public: publicKey }, verify });
app.addHook('onRequest', (request) => request.jwtVerify());
await app.register(rateLimit, {
  max: 1e9,
  timeWindow: 60_000,
  hook: 'preHandler',
  keyGenerator: (request) => request.user.sub,
});
await app.register(replyFrom, {
  base: `http://127.0.0.1:${upstream}`,
  undici: { connections: 64, pipelining: 1 },
});
for (const [path, method, operation] of operationsOf(contract)) {
  app.route({
    method: method.toUpperCase(),
    url: withColons(path),
    schema: schemaOf(operation),
    handler: (request, reply) => reply.from(request.raw.url),
  });
}
await app.listen({ port, host: '127.0.0.1' });
