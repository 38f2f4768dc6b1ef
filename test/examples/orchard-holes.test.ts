import assert from 'node:assert/strict';
import http from 'node:http';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { holeIds } from '../../examples/orchard/holes.js';
import type { HoleId } from '../../examples/orchard/holes.js';
import { listen } from '../../examples/orchard/listen.js';
import { at, withOrchard } from './orchard-client.js';
import type { Answer, Client } from './orchard-client.js';

const alice = 101;
const aliceOrder = 1001;
const alicePending = 1006;
const bobInvoice = 'INV-2026-00002';
const isOk = (answer: Answer) => answer.status >= 200 && answer.status < 300;

async function dropOrder(api: Client, by: string): Promise<Answer> {
  return api.send(`DELETE /orders/${aliceOrder}`, { token: await api.token(by) });
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

async function wrongLogins(api: Client, times: number): Promise<Answer> {
  const wrong = { email: 'bob@orchard.example', password: 'not-his-password' };
  await Promise.all(Array.from({ length: times }, () => api.send('POST /login', { body: wrong })));
  return api.send('POST /login', { body: { ...wrong, password: 'bob-password-1' } });
}

const newcomer = { email: 'frank@orchard.example', name: 'Frank Example', address: '5 Fig Walk, Fernley' };
const oneApple = [{ productId: 1, quantity: 1 }];

/** Serves one secret on a free port, as a machine of the internal network would. */
async function withInternal<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = http.createServer((_request, response) => response.end('internal-canary-8261'));
  const { url, close } = await listen(server, 0);
  try {
    return await work(url);
  } finally {
    await close();
  }
}

/** Per hole: an attack over HTTP that tells whether it worked. */
const attacks: Readonly<Record<HoleId, (api: Client) => Promise<boolean>>> = {
  async 'order-read-any'(api) {
    const stolen = await api.send(`GET /orders/${aliceOrder}`, { token: await api.token('bob') });
    return stolen.text.includes('ask for Alice');
  },
  async 'order-write-any'(api) {
    await api.send(`PATCH /orders/${aliceOrder}`, { token: await api.token('bob'), body: { note: 'by bob' } });
    const seen = await api.send(`GET /orders/${aliceOrder}`, { token: await api.token('alice') });
    return at(seen.json, 'note') === 'by bob';
  },
  async 'order-delete-any'(api) {
    await dropOrder(api, 'bob');
    return (await api.send(`GET /orders/${aliceOrder}`, { token: await api.token('alice') })).status === 404;
  },
  async 'review-delete-any'(api) {
    await api.send('DELETE /reviews/501', { token: await api.token('bob') });
    return (await api.send('GET /reviews/501')).status === 404;
  },
  async 'invoice-read-any'(api) {
    const stolen = await api.send(`GET /invoices/${bobInvoice}`, { token: await api.token('alice') });
    return stolen.text.includes('7 Birch Street');
  },
  async 'orders-by-customer-filter'(api) {
    const listed = await api.send(`GET /orders?customerId=${alice}`, { token: await api.token('bob') });
    return listed.text.includes('ask for Alice');
  },
  async 'stats-without-auth'(api) {
    return at((await api.send('GET /admin/stats')).json, 'customers') === 6;
  },
  async 'jwt-alg-none'(api) {
    const claims = { ...claimsOf(await api.token('bob')), sub: String(alice) };
    const token = `${part({ alg: 'None', typ: 'JWT' })}.${part(claims)}.`;
    return (await api.send(`GET /orders/${aliceOrder}`, { token })).text.includes('ask for Alice');
  },
  async 'jwt-signature-unchecked'(api) {
    const [head, , signature] = (await api.token('bob')).split('.');
    const token = `${head}.${part({ ...claimsOf(await api.token('bob')), sub: String(alice) })}.${signature}`;
    const elsewhere = await api.send(`GET /orders/${aliceOrder}`, { token });
    assert.equal(elsewhere.status, 401, 'only the invoices have the old verifier');
    return (await api.send('GET /invoices', { token })).text.includes('12 Alder Lane');
  },
  async 'jwt-expired-accepted'(api) {
    const token = await api.token('alice', 1);
    await sleep(2050);
    assert.equal((await api.send(`GET /orders/${aliceOrder}`, { token })).status, 401, 'other operations check it');
    return (
      isOk(await api.send('GET /customers/me', { token })) && isOk(await api.send('GET /exports/orders.csv', { token }))
    );
  },
  async 'jwt-audience-ignored'(api) {
    const tracking = await api.send(`GET /orders/${aliceOrder}/tracking`, { token: await api.token('alice') });
    const token = String(at(tracking.json, 'trackingToken'));
    return isOk(await api.send('GET /customers/me', { token }));
  },
  async 'login-unthrottled'(api) {
    return isOk(await wrongLogins(api, 30));
  },
  async 'account-enumerable'(api) {
    const body = { email: 'bob@orchard.example', password: 'not-his-password' };
    const known = await api.send('POST /login', { body });
    const unknown = await api.send('POST /login', { body: { ...body, email: 'nobody@orchard.example' } });
    return known.text !== unknown.text || known.status !== unknown.status;
  },
  async 'weak-password'(api) {
    const body = { ...newcomer, password: '12345678' };
    await api.send('POST /signup', { body });
    return isOk(await api.send('POST /login', { body: { email: newcomer.email, password: '12345678' } }));
  },
  async 'password-change-without-proof'(api) {
    const password = 'taken-over-by-bob';
    await api.send('POST /password/change', { token: await api.token('alice'), body: { newPassword: password } });
    return isOk(await api.send('POST /login', { body: { email: 'alice@orchard.example', password } }));
  },
  async 'mass-assignment-profile'(api) {
    const body = { name: 'Bob', role: 'admin', creditLimit: 999_999, verified: true };
    await api.send('PATCH /customers/me', { token: await api.token('bob'), body });
    const seen = (await api.send('GET /customers/me', { token: await api.token('bob') })).json;
    return at(seen, 'role') === 'admin' && at(seen, 'creditLimit') === 999_999;
  },
  async 'mass-assignment-order'(api) {
    const token = await api.token('bob');
    const made = await api.send('POST /orders', { token, body: { items: oneApple, total: 1, status: 'paid' } });
    const seen = (await api.send(`GET /orders/${String(at(made.json, 'id'))}`, { token })).json;
    return at(seen, 'total') === 1 && at(seen, 'status') === 'paid';
  },
  async 'profile-leaks-hash'(api) {
    const own = await api.send('GET /customers/me', { token: await api.token('bob') });
    return String(at(own.json, 'passwordHash')).startsWith('scrypt$') && own.text.includes('credit bureau');
  },
  async 'product-leaks-cost'(api) {
    return typeof at((await api.send('GET /products/1')).json, 'supplierCost') === 'number';
  },
  async 'page-size-unbounded'(api) {
    return at((await api.send('GET /products?limit=100000')).json, 'items', 39) !== undefined;
  },
  async 'body-size-unlimited'(api) {
    const body = { rating: 4, text: 'x'.repeat(2_000_000) };
    const answer = await api.send('POST /products/1/reviews', { token: await api.token('bob'), body });
    assert.ok(
      [400, 413].includes(answer.status),
      `refused as too large, or only after it was parsed: ${answer.status}`,
    );
    return answer.status === 400;
  },
  async 'export-unlimited'(api) {
    const token = await api.token('bob');
    const answers = await Promise.all(Array.from({ length: 40 }, () => api.send('GET /exports/orders.csv', { token })));
    return answers.every(isOk);
  },
  async 'product-write-any-role'(api) {
    await api.send('PATCH /products/1', { token: await api.token('bob'), body: { price: 1 } });
    return at((await api.send('GET /products/1')).json, 'price') === 1;
  },
  async 'admin-customers-any-role'(api) {
    const listed = await api.send('GET /admin/customers', { token: await api.token('bob') });
    return listed.text.includes('alice@orchard.example');
  },
  async 'coupon-raced'(api) {
    const token = await api.token('bob');
    const once = () => api.send('POST /coupons/WELCOME-2026/redeem', { token });
    const answers = await Promise.all(Array.from({ length: 8 }, once));
    assert.ok(answers.some(isOk), 'the first one is honest');
    return answers.filter(isOk).length > 1;
  },
  async 'negative-quantity'(api) {
    const items = [{ productId: 1, quantity: -1 }];
    const made = await api.send('POST /orders', { token: await api.token('bob'), body: { items } });
    return Number(at(made.json, 'total')) < 0;
  },
  'picture-ssrf': (api) =>
    withInternal(async (url) => {
      const sent = { token: await api.token('bob'), body: { url: `${url}/secret` } };
      return (await api.send('POST /products/1/picture', sent)).text.includes('internal-canary-8261');
    }),
  async 'product-search-sqli'(api) {
    const count = async (q: string) => at((await api.send(`GET /products?q=${encodeURIComponent(q)}`)).json, 'total');
    const error = await api.send(`GET /products?q=${encodeURIComponent("plum'")}`);
    const differs = (await count("plum%' AND 1=1 --")) === 1 && (await count("plum%' AND 1=2 --")) === 0;
    const union = `zzz' UNION SELECT id, email, passwordHash, 'apples', 1, 1, '', 1 FROM customers --`;
    const stolen = await api.send(`GET /products?q=${encodeURIComponent(union)}`);
    return differs && error.status === 500 && error.text.includes('SQLite') && stolen.text.includes('scrypt$');
  },
  async 'verbose-error'(api) {
    const { text } = await api.send('GET /products?sort=nothing');
    return text.includes('SELECT * FROM products') && /at .*\(.*:\d+:\d+\)/.test(text);
  },
  async 'cors-reflects-origin'(api) {
    const headers = { origin: 'https://evil.example' };
    const seen = (await api.send('GET /customers/me', { token: await api.token('bob'), headers })).headers;
    const reflected = seen.get('access-control-allow-origin') === headers.origin;
    return reflected && seen.get('access-control-allow-credentials') === 'true';
  },
  async 'debug-config'(api) {
    return String(at((await api.send('GET /debug/config')).json, 'webhookSecret')).startsWith('whsec_');
  },
  async 'old-version'(api) {
    return (await api.send(`GET /v0/orders/${aliceOrder}`)).text.includes('ask for Alice');
  },
  async 'webhook-unsigned'(api) {
    const token = await api.token('alice');
    const amount = at((await api.send(`GET /orders/${alicePending}`, { token })).json, 'total');
    const body = { type: 'charge.succeeded', data: { chargeId: 'ch_forged', orderId: alicePending, amount } };
    await api.send('POST /webhooks/payments', { body });
    return at((await api.send(`GET /orders/${alicePending}`, { token })).json, 'status') === 'paid';
  },
  async 'vendor-data-trusted'(api) {
    const token = await api.token('alice');
    await api.send(`POST /orders/${alicePending}/payment`, { token, body: { cardToken: 'tok_partial' } });
    const order = (await api.send(`GET /orders/${alicePending}`, { token })).json;
    const made = await api.send('POST /orders', { token, body: { items: oneApple } });
    const path = `/orders/${String(at(made.json, 'id'))}`;
    await api.send(`POST ${path}/payment`, { token, body: { cardToken: 'tok_markup' } });
    const markup = (await api.send(`GET ${path}`, { token })).text.includes('<img');
    return at(order, 'status') === 'paid' && at(order, 'payment', 'amount') === 1 && markup;
  },
  async 'cacheable-profile'(api) {
    const own = await api.send('GET /customers/me', { token: await api.token('bob') });
    return isOk(own) && own.headers.get('cache-control') !== 'no-store';
  },
};

describe('each hole of Orchard', { concurrency: 4 }, () => {
  for (const id of holeIds) {
    it(`${id} is there when it alone is open, and gone when all are closed`, async () => {
      assert.equal(await withOrchard([id], attacks[id]), true, 'open');
      assert.equal(await withOrchard([], attacks[id]), false, 'closed');
    });
  }
});
