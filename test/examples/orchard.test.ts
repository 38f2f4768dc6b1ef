import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { holeIds } from '../../examples/orchard/holes.js';
import { operations } from '../../examples/orchard/router.js';
import { webhookSecret } from '../../examples/orchard/secrets.js';
import { signWebhook } from '../../examples/orchard/webhook-signature.js';
import { policySchema } from '../../src/model/policy-schema.js';
import { at, withOrchard } from './orchard-client.js';
import type { Answer, Client } from './orchard-client.js';
import { contractOperations, faultsOf, readExample } from './orchard-contract.js';
import type { ContractOperation } from './orchard-contract.js';

type Truth = {
  readonly id: string;
  readonly operation: string;
  readonly checks: readonly string[];
  readonly owasp: string;
};
const truth = JSON.parse(readExample('truth.json')) as readonly Truth[];
const operationIds = contractOperations.map(({ operationId }) => operationId);

function operationNamed(operationId: string): ContractOperation {
  return contractOperations.find((operation) => operation.operationId === operationId)!;
}

/** A payment event as the vendor sends it. */
function signed(event: unknown, secondsAgo = 0): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify(event);
  const id = 'evt_test';
  const timestamp = String(Math.floor(Date.now() / 1000) - secondsAgo);
  const signature = signWebhook({ id, timestamp, body: Buffer.from(body) }, webhookSecret);
  return { body, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } };
}

type Step = {
  readonly id: string;
  readonly as?: string;
  /** The values of the path parameters, in order, and the query. */
  readonly path?: string;
  readonly body?: unknown;
  readonly status?: number;
};

const order = { items: [{ productId: 1, quantity: 2 }], note: 'Ring twice.' };
const product = { name: "Kidd's Orange Red", description: 'A crate.', category: 'apples', price: 650 };
const newcomer = { email: 'frank@orchard.example', password: 'frank-password-1', name: 'Frank', address: '5 Fig Walk' };
const event = { type: 'charge.refunded', data: { chargeId: 'ch_0a1b', orderId: 1009, amount: 1650 } };
const picture = { url: 'https://pictures.orchard.example/bramley.jpg' };

/** One honest use of every operation, in an order that works on fresh data. */
const honestUse: readonly Step[] = [
  { id: 'getHealth' },
  { id: 'getKeys' },
  { id: 'signup', body: newcomer, status: 201 },
  { id: 'login', body: { email: 'alice@orchard.example', password: 'alice-password-1' } },
  { id: 'getMe', as: 'alice' },
  { id: 'updateMe', as: 'alice', body: { name: "Alice O'Brien", phone: '+44 20 5550 0199' } },
  { id: 'getCustomer', as: 'carol', path: '/customers/101' },
  { id: 'listProducts', path: '/products?q=plum&category=stone-fruit&limit=30&sort=price' },
  { id: 'createProduct', as: 'carol', body: product, status: 201 },
  { id: 'getProduct', path: '/products/41' },
  { id: 'updateProduct', as: 'root', path: '/products/41', body: { price: 700 } },
  { id: 'setProductPicture', as: 'alice', path: '/products/41/picture', body: picture, status: 201 },
  { id: 'deleteProductPicture', as: 'alice', path: '/products/41/picture', status: 204 },
  { id: 'createReview', as: 'alice', path: '/products/41/reviews', body: { rating: 5, text: 'Fine.' }, status: 201 },
  { id: 'listReviews', path: '/products/41/reviews' },
  { id: 'getReview', path: '/reviews/525' },
  { id: 'deleteReview', as: 'alice', path: '/reviews/525', status: 204 },
  { id: 'deleteProduct', as: 'root', path: '/products/41', status: 204 },
  { id: 'createOrder', as: 'alice', body: order, status: 201 },
  { id: 'listOrders', as: 'carol', path: '/orders?customerId=101&limit=50' },
  { id: 'getOrder', as: 'alice', path: '/orders/1021' },
  { id: 'updateOrder', as: 'alice', path: '/orders/1021', body: { note: 'Ring once.' } },
  { id: 'payOrder', as: 'alice', path: '/orders/1021/payment', body: { cardToken: 'tok_visa' }, status: 201 },
  { id: 'getOrderTracking', as: 'alice', path: '/orders/1021/tracking' },
  { id: 'listInvoices', as: 'alice' },
  { id: 'getInvoice', as: 'alice', path: '/invoices/INV-2026-00021' },
  { id: 'exportOrders', as: 'alice' },
  { id: 'deleteOrder', as: 'alice', path: '/orders/1021', status: 204 },
  { id: 'receivePaymentEvent', body: event },
  { id: 'createCoupon', as: 'root', body: { code: 'AUTUMN-2026', value: 300 }, status: 201 },
  { id: 'redeemCoupon', as: 'bob', path: '/coupons/AUTUMN-2026/redeem' },
  { id: 'listCoupons', as: 'root', path: '/coupons?limit=50' },
  { id: 'deleteCoupon', as: 'root', path: '/coupons/AUTUMN-2026', status: 204 },
  { id: 'listCustomers', as: 'root' },
  { id: 'updateCustomer', as: 'root', path: '/admin/customers/106', body: { role: 'support' } },
  { id: 'deleteCustomer', as: 'root', path: '/admin/customers/106', status: 204 },
  { id: 'getStats', as: 'root' },
  {
    id: 'changePassword',
    as: 'bob',
    body: { currentPassword: 'bob-password-1', newPassword: 'bob-password-2' },
  },
  { id: 'logout', as: 'alice', status: 204 },
  { id: 'deleteMe', as: 'dave', status: 204 },
];

async function take(api: Client, step: Step): Promise<Answer> {
  const operation = operationNamed(step.id);
  const request = `${operation.method} ${step.path ?? operation.path}`;
  if (step.id === 'receivePaymentEvent') return api.send(request, signed(step.body));
  const token = step.as === undefined ? undefined : await api.token(step.as);
  return api.send(request, { token, ...(step.body !== undefined && { body: step.body }) });
}

/** A path with the examples of the contract in it. */
function concrete(path: string): string {
  const examples = { customerId: '101', productId: '1', reviewId: '501', orderId: '1001', invoiceId: 'INV-2026-00001' };
  const filled = Object.entries(examples).reduce((text, [name, value]) => text.replace(`{${name}}`, value), path);
  return filled.replace('{code}', 'WELCOME-2026');
}

const bearerOperations = contractOperations.filter(({ security }) => security === undefined);
const adminOperations = operations.filter(({ access }) => access !== 'public' && access.length > 0);

describe('Orchard with all holes closed', () => {
  it('answers an honest use of every operation as its contract says', () =>
    withOrchard([], async (api) => {
      for (const step of honestUse) {
        const answer = await take(api, step);
        assert.equal(answer.status, step.status ?? 200, `${step.id}: ${answer.text}`);
        assert.deepEqual(faultsOf(operationNamed(step.id), answer), [], step.id);
        assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', step.id);
      }
    }));

  it('answers 401 without a token wherever the contract asks for one', () =>
    withOrchard([], async (api) => {
      for (const operation of bearerOperations) {
        const answer = await api.send(`${operation.method} ${concrete(operation.path)}`);
        assert.equal(answer.status, 401, operation.operationId);
        assert.deepEqual(faultsOf(operation, answer), [], operation.operationId);
      }
    }));

  it('answers 403 to customers at the operations of the shop', () =>
    withOrchard([], async (api) => {
      const token = await api.token('alice');
      assert.ok(adminOperations.length >= 10);
      for (const { id, method, path } of adminOperations) {
        const answer = await api.send(`${method} ${concrete(path)}`, { token });
        assert.equal(answer.status, 403, id);
        assert.deepEqual(faultsOf(operationNamed(id), answer), [], id);
      }
    }));

  it("answers 404 for another customer's objects, as for objects that do not exist", () =>
    withOrchard([], async (api) => {
      const token = await api.token('bob');
      const foreign = ['GET /orders/1001', 'DELETE /orders/1001', 'GET /orders/1001/tracking', 'GET /customers/101'];
      const absent = ['GET /orders/9999', 'DELETE /orders/9999', 'GET /orders/9999/tracking', 'GET /customers/9999'];
      for (const [index, request] of foreign.entries()) {
        const answer = await api.send(request, { token });
        assert.equal(answer.status, 404, request);
        assert.equal(answer.text, (await api.send(absent[index]!, { token })).text, request);
      }
    }));

  it('refuses with 400 what the contract does not allow', () =>
    withOrchard([], async (api) => {
      const token = await api.token('alice');
      const bad: readonly (readonly [string, unknown])[] = [
        ['POST /orders', { ...order, total: 1 }],
        ['POST /orders', { items: [{ productId: 1, quantity: 0 }] }],
        ['POST /orders', { items: [] }],
        ['POST /orders', { items: [{ productId: 999, quantity: 1 }] }],
        ['POST /orders', { items: null }],
        ['POST /orders', '{"items": [}'],
        ['PATCH /customers/me', { role: 'admin' }],
        ['PATCH /customers/me', { name: '<b>' }],
        ['PATCH /customers/me', []],
        ['POST /products/1/reviews', { rating: 6, text: 'x' }],
        ['POST /products/1/picture', { url: 'file:///etc/hostname' }],
        ['POST /products/1/picture', { url: 'https://pictures.orchard.example@127.0.0.1/' }],
        ['GET /orders/0', undefined],
        ['GET /orders/1%27', undefined],
        ['GET /orders/%E0%A4%A', undefined],
        ['GET /products?limit=31', undefined],
        ['GET /products?limit=1&limit=2', undefined],
        ['GET /products?sort=supplierCost', undefined],
      ];
      for (const [request, body] of bad) {
        const answer = await api.send(request, { token, ...(body !== undefined && { body }) });
        assert.equal(answer.status, 400, `${request} ${JSON.stringify(body)}: ${answer.text}`);
        assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      }
      const form = { token, body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
      assert.equal((await api.send('PATCH /customers/me', form)).status, 415);
    }));

  it('searches for quotes and wildcards as plain text', () =>
    withOrchard([], async (api) => {
      const total = async (q: string) => at((await api.send(`GET /products?q=${encodeURIComponent(q)}`)).json, 'total');
      assert.deepEqual([await total("o'brien"), await total('%'), await total('plum')], [0, 0, 1]);
    }));

  it('makes an account wait after ten wrong passwords, known or not, and says how long', () =>
    withOrchard([], async (api) => {
      for (const email of ['bob@orchard.example', 'nobody@orchard.example']) {
        const attempt = () => api.send('POST /login', { body: { email, password: 'wrong' } });
        const statuses = [];
        for (let index = 0; index < 10; index++) statuses.push((await attempt()).status);
        assert.deepEqual(new Set(statuses), new Set([401]));
        const next = await attempt();
        assert.equal(next.status, 429);
        assert.ok(Number(next.headers.get('retry-after')) > 0);
      }
      assert.notEqual(await api.token('alice'), '', 'others go on');
    }));

  it('ends sessions at logout, password change and change of role', () =>
    withOrchard([], async (api) => {
      const [alice, bob, erin] = [await api.token('alice'), await api.token('bob'), await api.token('erin')];
      const root = await api.token('root');
      await api.send('POST /logout', { token: alice });
      const body = { currentPassword: 'bob-password-1', newPassword: 'bob-password-2' };
      const changed = await api.send('POST /password/change', { token: bob, body });
      await api.send('PATCH /admin/customers/106', { token: root, body: { role: 'support' } });
      for (const token of [alice, bob, erin])
        assert.equal((await api.send('GET /customers/me', { token })).status, 401);
      const next = String(at(changed.json, 'token'));
      assert.equal((await api.send('GET /customers/me', { token: next })).status, 200);
    }));

  it('accepts a payment event once, and only with a fresh signature that holds', () =>
    withOrchard([], async (api) => {
      const good = signed(event);
      const altered = { ...good, body: good.body.replace('1650', '1651') };
      for (const sent of [altered, signed(event, 301), { body: good.body }]) {
        assert.equal((await api.send('POST /webhooks/payments', sent)).status, 401);
      }
      assert.equal((await api.send('POST /webhooks/payments', good)).status, 200);
      const paid = { type: 'charge.succeeded', data: { chargeId: 'ch_0a1b', orderId: 1006, amount: 800 } };
      assert.equal((await api.send('POST /webhooks/payments', signed(paid))).status, 200);
      const statusOf = async (id: number, name: string) =>
        at((await api.send(`GET /orders/${id}`, { token: await api.token(name) })).json, 'status');
      assert.deepEqual([await statusOf(1009, 'dave'), await statusOf(1006, 'alice')], ['refunded', 'pending']);
    }));

  it('charges an order once, however many payments come at the same time', () =>
    withOrchard([], async (api) => {
      const token = await api.token('alice');
      const pay = () => api.send('POST /orders/1006/payment', { token, body: { cardToken: 'tok_visa' } });
      const answers = await Promise.all([pay(), pay(), pay(), pay()]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
      const declined = await api.send('POST /orders/1006/payment', { token, body: { cardToken: 'tok_declined' } });
      assert.equal(declined.status, 409);
    }));

  it('leaves an order unpaid when the vendor declines or answers wrongly', () =>
    withOrchard([], async (api) => {
      const token = await api.token('alice');
      const pay = (cardToken: string) => api.send('POST /orders/1006/payment', { token, body: { cardToken } });
      assert.equal((await pay('tok_declined')).status, 402);
      assert.equal((await pay('tok_partial')).status, 502);
      assert.equal((await pay('tok_markup')).status, 502);
      assert.equal(at((await api.send('GET /orders/1006', { token })).json, 'status'), 'pending');
      assert.equal((await pay('tok_visa')).status, 201);
    }));
});

describe('the files of Orchard', () => {
  it('use every operation of the contract in the honest use, and serve no other', () => {
    const served = operations.filter(({ onlyWith }) => onlyWith === undefined);
    assert.deepEqual(served.map(({ id }) => id).sort(), [...operationIds].sort());
    assert.deepEqual(honestUse.map(({ id }) => id).sort(), [...operationIds].sort());
    for (const { id, method, path } of served) {
      assert.deepEqual([operationNamed(id).method, operationNamed(id).path], [method, path]);
    }
  });

  it('have one row of truth per hole, at an operation of the contract or one that is not in it', () => {
    assert.deepEqual(truth.map(({ id }) => id).sort(), [...holeIds].sort());
    const undocumented = operations.filter(({ onlyWith }) => onlyWith).map(({ method, path }) => `${method} ${path}`);
    for (const { id, operation, checks } of truth) {
      assert.ok(operationIds.includes(operation) || undocumented.includes(operation), id);
      assert.ok(checks.length > 0, id);
    }
    assert.equal(new Set(truth.map(({ owasp }) => owasp)).size, 10);
  });

  it('have a policy that fits the schema of policies and names operations of the contract', () => {
    const policy = load(readExample('portcullis.yaml')) as Record<string, unknown>;
    const check = new Ajv2020({ strict: false }).compile(policySchema);
    assert.ok(check(policy), JSON.stringify(check.errors));
    const named = Object.keys(policy['operations'] as object);
    assert.deepEqual(
      named.filter((name) => !operationIds.includes(name)),
      [],
    );
  });
});
