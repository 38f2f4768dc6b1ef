import { createPublicKey } from 'node:crypto';
import jwt from '@fastify/jwt';
import rateLimit from '@fastify/rate-limit';
import Fastify from 'fastify';
import { bodySchema, parametersSchema } from '../setup.mjs';

/** Only what the operation has: Fastify compiles a validator for every key that is there. */
export function schemaOf(operation) {
  const parts = {
    params: parametersSchema(operation, 'path'),
    querystring: parametersSchema(operation, 'query'),
    body: bodySchema(operation),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, schema]) => schema !== undefined));
}

/** Fastify with @fastify/jwt, @fastify/rate-limit and validation; `cache` remembers verified tokens. */
export async function fastifyStack({ keySet, cache }) {
  const publicKey = createPublicKey({ key: keySet.keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const verify = { algorithms: ['ES256'], allowedIss: 'bench', allowedAud: 'shop', cache };
  const app = Fastify({ bodyLimit: 100_000, ajv: { customOptions: { removeAdditional: false, coerceTypes: true } } });
  await app.register(jwt, { secret: { public: publicKey }, verify });
  app.addHook('onRequest', (request) => request.jwtVerify());
  await app.register(rateLimit, {
    max: 1e9,
    timeWindow: 60_000,
    hook: 'preHandler',
    keyGenerator: (request) => request.user.sub,
  });
  return app;
}
