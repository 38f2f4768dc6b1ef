// Fastify with @fastify/jwt, @fastify/rate-limit, its own schema validation and @fastify/reply-from (what
// @fastify/http-proxy uses inside; that one passes bodies on unread, so it could not validate them).
// `cache` as the second argument turns on the token cache of @fastify/jwt.
import replyFrom from '@fastify/reply-from';
import { fastifyStack, schemaOf } from './parts/fastify-stack.mjs';
import { operationsOf, readSetup, withColons } from './setup.mjs';

const { port, upstream, keySet, contract } = readSetup();
const app = await fastifyStack({ keySet, cache: process.argv[3] === 'cache' });
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
