// The API behind every gateway: fixed answers, as cheap as Node can give them.
import http from 'node:http';
import { readSetup } from './setup.mjs';

const order = {
  id: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  status: 'open',
  currency: 'EUR',
  total: 129.5,
  created: '2026-11-01T10:00:00Z',
  customer: { id: 'c1', name: 'Ada Byron' },
  lines: [
    { sku: 'ABC-1000', quantity: 2 },
    { sku: 'ABC-1001', quantity: 1 },
  ],
};
const small = Buffer.from(JSON.stringify(order));
const list = Buffer.from(JSON.stringify(Array.from({ length: 42 }, (_, n) => ({ ...order, n })))); // about 10 kB

const headersOf = (body) => ['Content-Type', 'application/json', 'Content-Length', String(body.length)];
const headers = new Map([small, list].map((body) => [body, headersOf(body)]));
const isList = ({ method, url }) => method === 'GET' && url.startsWith('/orders?');
const isCreate = ({ method, url }) => method === 'POST' && url === '/orders';

const server = http.createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  const body = isList(request) ? list : small;
  const status = isCreate(request) ? 201 : 200;
  request.resume().on('end', () => response.writeHead(status, headers.get(body)).end(body));
});
server.listen(readSetup().port, '127.0.0.1');
