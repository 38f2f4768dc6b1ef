// Express with what people add to it: helmet, jose, express-rate-limit, express-openapi-validator, http-proxy-middleware.
import http from 'node:http';
import express from 'express';
import OpenApiValidator from 'express-openapi-validator';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { createProxyMiddleware, fixRequestBody } from 'http-proxy-middleware';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { readSetup } from './setup.mjs';

const { port, upstream, keySet, contract } = readSetup();
const keys = createLocalJWKSet(keySet);
const expected = { algorithms: ['ES256'], issuer: 'bench', audience: 'shop' };

async function authenticate(request, response, next) {
  try {
    const token = (request.headers.authorization ?? '').slice('Bearer '.length);
    request.user = (await jwtVerify(token, keys, expected)).payload;
  } catch {
    return response.status(401).json({ title: 'Unauthorized' });
  }
  return next();
}

const app = express();
app.use(helmet());
app.use(authenticate);
app.use(
  rateLimit({
    windowMs: 60_000,
    limit: 1e9,
    keyGenerator: (request) => request.user.sub,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
  }),
);
app.use(express.json({ limit: '100kb' }));
app.use(
  OpenApiValidator.middleware({
    apiSpec: contract,
    validateRequests: true,
    validateResponses: false,
    validateSecurity: false,
  }),
);
app.use(
  createProxyMiddleware({
    target: `http://127.0.0.1:${upstream}`,
    agent: new http.Agent({ keepAlive: true, maxSockets: 64 }),
    on: { proxyReq: fixRequestBody },
  }),
);
app.use((error, request, response, _next) => {
  response.status(error.status ?? 500).json({ title: error.message });
});
app.listen(port, '127.0.0.1');
