// An app on Fastify that answers by itself: `alone`, with `portcullis` in front, or with the `stack` people put there.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Fastify from 'fastify';
import { answerTo } from './parts/answers.mjs';
import { fastifyStack, schemaOf } from './parts/fastify-stack.mjs';
import { operationsOf, readSetup, withColons } from './setup.mjs';

const setup = readSetup();
const variant = process.argv[3];
const isStack = variant === 'stack';
const app = isStack ? await fastifyStack({ keySet: setup.keySet, cache: true }) : Fastify({ bodyLimit: 100_000 });
if (variant === 'portcullis') {
  const { fastify: guard } = await import(pathToFileURL(path.join(path.dirname(setup.main), 'middleware.mjs')));
  await app.register(await guard({ policy: path.resolve('portcullis.yaml') }));
}
for (const [route, method, operation] of operationsOf(setup.contract)) {
  app.route({
    method: method.toUpperCase(),
    url: withColons(route),
    ...(isStack ? { schema: schemaOf(operation) } : {}),
    handler: (request, reply) => {
      const { status, body } = answerTo(request.method, request.url);
      return reply.code(status).type('application/json').send(body);
    },
  });
}
await app.listen({ port: setup.port, host: '127.0.0.1' });
