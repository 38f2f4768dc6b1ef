// Express with what people add to it: helmet, jose, express-rate-limit, express-openapi-validator, http-proxy-middleware.
import http from 'node:http';
import express from 'express';
import { createProxyMiddleware, fixRequestBody } from 'http-proxy-middleware';
import { expressStack } from './parts/express-stack.mjs';
import { readSetup } from './setup.mjs';

const { upstream, port, ...setup } = readSetup();
const app = express();
app.use(...expressStack(setup));
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
