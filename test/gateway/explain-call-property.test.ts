import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import type { AskedCall } from '../../src/gateway/asked-call.js';
import { documentsFromText } from '../../src/model/documents.js';
import { compileProject } from '../../src/model/project-compile.js';
import type { Operation, Project } from '../../src/model/types.js';
import { anonymous, issuer, Login, startApi, startArena, type Arena, type Caller } from './explain-arena.js';

/** In CI both policies together judge 10,000 calls. */
const runsOf = (share: number) => Math.round((process.env['CI'] ? 10_000 : 3000) * share);
const mostMillis = 50_000;

const json = (value: unknown): Pick<AskedCall, 'headers' | 'body'> => ({
  headers: [['content-type', 'application/json']],
  body: Buffer.from(JSON.stringify(value)),
});

interface Asked {
  readonly call: AskedCall;
  readonly caller: number;
  readonly assume: boolean;
}

/** The explanation is what the gateway does: with the upstream asked, and as far as it goes without. */
async function agree(arena: Arena, callers: readonly Caller[], { call, caller: at, assume }: Asked): Promise<string> {
  const caller = callers[at % callers.length]!;
  const offline = await arena.explain(call, { caller, assume, asksUpstream: false });
  const asked = await arena.explain(call, { caller, assume, asksUpstream: true });
  const { status, denial } = await arena.send(call, caller);
  const really = denial ? [denial.status, denial.code, denial.guard] : ['no denial'];
  const about = `${caller.name}: ${call.method} ${call.target} ${call.body?.toString() ?? ''}`;
  const said = asked.outcome === 'denied' ? [asked.status, asked.code, asked.guard] : ['no denial'];
  // What the client gets may stand for several statuses; the event has the one that was meant.
  if (denial && asked.outcome === 'denied') said[0] = denial.status !== status ? denial.status : asked.status;
  assert.deepEqual(said, really, `with the upstream asked: ${about}`);
  if (asked.outcome === 'answered') assert.equal(asked.status, status, about);
  const isOpen = offline.verdicts.some(({ verdict }) => verdict === 'depends');
  if (offline.outcome === 'denied' && !isOpen) {
    assert.deepEqual([offline.code, offline.guard], really.slice(1), `without the upstream: ${about}`);
  }
  if (offline.outcome === 'denied') assert.ok(denial, `without the upstream, denied in any case: ${about}`);
  if (denial && offline.outcome === 'accepted' && !isOpen) {
    const judges = offline.operation?.policy;
    assert.ok(judges, about);
    // Nothing but the answer can have denied it then.
    assert.match(
      denial.guard ?? 'upstream',
      /^(object-owner|object-tenant|returns-filter|response-\w+|upstream)$/,
      about,
    );
  }
  return denial ? (denial.guard ?? 'upstream') : 'nobody';
}

interface Plan {
  readonly callers: readonly Caller[];
  readonly calls: fc.Arbitrary<AskedCall>;
  /** Part of the calls. */
  readonly share: number;
  /** Guards that must have denied something, or the calls prove nothing about them. */
  readonly mustDeny: readonly string[];
}

async function check(arena: Arena, { callers, calls, share, mustDeny }: Plan): Promise<void> {
  const deciders = new Map<string, number>();
  const asked = fc.record({ call: calls, caller: fc.nat(callers.length - 1), assume: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(asked, async (one) => {
      const decider = await agree(arena, callers, one);
      deciders.set(decider, (deciders.get(decider) ?? 0) + 1);
    }),
    // The seed of a failure is in its message; FC_SEED repeats it.
    {
      numRuns: runsOf(share),
      interruptAfterTimeLimit: mostMillis,
      markInterruptAsFailure: false,
      ...(process.env['FC_SEED'] ? { seed: Number(process.env['FC_SEED']) } : {}),
    },
  );
  const all = [...deciders.values()].reduce((sum, count) => sum + count, 0);
  assert.ok(all >= 500, `only ${all} calls were judged in ${mostMillis} ms`);
  assert.ok((deciders.get('nobody') ?? 0) > all / 20, `${deciders.get('nobody')} of ${all} calls were accepted`);
  const silent = mustDeny.filter((guard) => !deciders.has(guard));
  assert.deepEqual(silent, [], `never denied anything: ${JSON.stringify([...deciders])}`);
}

const contract = `openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
security: [{ bearer: [] }]
paths:
  /orders:
    get:
      operationId: listOrders
      parameters: [{ name: customerId, in: query, schema: { type: string } }]
      responses: { '200': { description: ok } }
    post:
      operationId: createOrder
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '201': { description: made } }
  /orders/{orderId}:
    parameters: [{ name: orderId, in: path, required: true, schema: { type: integer, minimum: 1 } }]
    get: { operationId: getOrder, responses: { '200': { description: ok } } }
    put:
      operationId: putOrder
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '200': { description: ok } }
    delete: { operationId: deleteOrder, responses: { '204': { description: gone } } }
  /orders/move:
    post:
      operationId: moveOrders
      requestBody:
        required: true
        content: { application/json: { schema: { type: object, required: [ids], properties: { ids: { type: array, items: { type: integer } } } } } }
      responses: { '200': { description: ok } }
  /notes:
    post: { operationId: createNote, responses: { '201': { description: made } } }
  /notes/{noteId}:
    parameters: [{ name: noteId, in: path, required: true, schema: { type: string, maxLength: 8 } }]
    get: { operationId: getNote, responses: { '200': { description: ok } } }
    delete: { operationId: deleteNote, responses: { '204': { description: gone } } }
  /drafts:
    post: { operationId: createDraft, responses: { '201': { description: made } } }
  /drafts/{draftId}:
    parameters: [{ name: draftId, in: path, required: true, schema: { type: string } }]
    get: { operationId: getDraft, responses: { '200': { description: ok } } }
    patch: { operationId: changeDraft, responses: { '200': { description: ok } } }
  /letters/{letterId}:
    parameters: [{ name: letterId, in: path, required: true, schema: { type: string } }]
    get: { operationId: getLetter, responses: { '200': { description: ok } } }
  /tenants/{tenantId}:
    parameters: [{ name: tenantId, in: path, required: true, schema: { type: string } }]
    get: { operationId: getTenant, responses: { '200': { description: ok } } }
  /reports:
    get:
      operationId: getReport
      security: [{ bearer: [reports.read] }]
      parameters: [{ name: year, in: query, schema: { type: integer } }]
      responses: { '200': { description: ok } }
  /old: { get: { operationId: getOld, responses: { '200': { description: ok } } } }
  /watched: { get: { operationId: getWatched, responses: { '200': { description: ok } } } }
  /open: { get: { operationId: getOpen, security: [], responses: { '200': { description: ok } } } }
  /either: { get: { operationId: getEither, security: [{ bearer: [] }, {}], responses: { '200': { description: ok } } } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
  schemas:
    Order:
      type: object
      required: [item]
      properties: { item: { type: string, maxLength: 12 }, credit: { type: integer }, customerId: { type: string } }
`;

const policy = (upstream: string) => `version: 1
apis: { shop: { contract: openapi.yaml, upstream: { url: "${upstream}" } } }
identity:
  schemes:
    bearer:
      issuer: ${issuer}
      audience: shop
      algorithms: [ES256]
      jwks: { file: jwks.json }
      claims: { subject: sub, roles: roles, scopes: scope, tenant: tenant }
roles: { customer: {}, support: { includes: [customer] }, admin: { includes: [support] } }
defaults: { mode: enforce, roles: [customer], rateLimits: none }
resources:
  order:
    id: orderId
    owner: { lookup: getOrder, field: /customerId }
    tenant: { lookup: getOrder, field: /tenant }
    crossedBy: [support]
    tenantCrossedBy: [admin]
  note:
    id: noteId
    owner: { learned: createNote, lookup: getNote, field: /customerId }
    crossedBy: [support]
  draft:
    id: draftId
    owner: { learned: createDraft }
    tenant: { learned: createDraft, is: principal.claims./org }
    tenantCrossedBy: [admin]
  letter: { id: letterId, owner: { field: /customerId } }
  tenant: { id: tenantId, owner: { id: principal.tenant } }
  customer: { id: customerId, owner: { id: principal.subject }, crossedBy: [support] }
operations:
  listOrders: { returns: { resource: order, items: /items, others: remove } }
  createOrder: { tenant: none, writeProperties: { /credit: [admin] } }
  putOrder:
    owner: [{ resource: order, lookup: getOrder, field: /customerId }, { id: { in: body, pointer: /customerId }, is: principal.subject }]
  moveOrders: { owner: { resource: order, id: { in: body, pointer: /ids/* }, lookup: getOrder, field: /customerId, cacheSeconds: 0 } }
  getReport: { unknownParameters: deny, constraints: [{ in: query, name: year, schema: { minimum: 2000 } }] }
  getTenant: { when: "principal.tenant == request.params.path.tenantId || 'admin' in principal.roles" }
  getOld: { sunset: 2020-01-01 }
  getWatched: { mode: monitor, roles: [admin] }
`;

const customers = ['alice', 'bob', 'carol'];
const tenants = ['acme', 'umbra'];

/** Whose an order is follows from its number; some have nobody, or no tenant. */
function orderOf(id: string): Readonly<Record<string, unknown>> | undefined {
  const n = Number(id);
  if (!(n > 0) || n > 40) return undefined;
  return {
    id: n,
    ...(n % 5 ? { customerId: customers[n % 3] } : {}),
    ...(n % 7 ? { tenant: tenants[n % 2] } : { tenant: null }),
  };
}

let made = 0;
function shop(method: string, { pathname, searchParams }: URL) {
  const [, kind = '', id = ''] = pathname.split('/').map(decodeURIComponent);
  if (method === 'POST' && id === '') {
    const next = String(++made % 9);
    return kind === 'notes'
      ? { status: 201, location: `/notes/${next}`, body: {} }
      : { status: 201, body: { id: next } };
  }
  if (method === 'DELETE') return { status: 204 };
  if (kind === 'orders' && id === '') {
    const items = [1, 2, 3, 5, 7].map((n) => orderOf(String(n)));
    return { status: 200, body: searchParams.has('none') ? {} : { items } };
  }
  const found = orderOf(id);
  if (['orders', 'notes', 'letters'].includes(kind)) {
    return found || method !== 'GET' ? { status: 200, body: found ?? {} } : { status: 404, body: {} };
  }
  return { status: 200, body: { kind } };
}

const id = fc.oneof(
  fc.nat(42).map(String),
  fc.constantFrom('a', '%31', '1%2F2', '07', '-1', '1.0', 'acme', 'umbra', 'alice', '%E4', '..', 'x'.repeat(12)),
);
const item = fc.constantFrom<unknown>(undefined, 'pear', 'x'.repeat(20), 3, null);
const order = fc
  .record({ item, credit: fc.constantFrom(undefined, 5), customerId: fc.constantFrom(undefined, ...customers, 7) })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const ids = fc.array(fc.oneof(fc.nat(12), fc.constantFrom<unknown>('1', null, 1.5)), { maxLength: 4 });
const noHeaders: AskedCall['headers'] = [];

const shopCalls: fc.Arbitrary<AskedCall> = fc.oneof(
  fc.tuple(fc.constantFrom('GET', 'DELETE', 'PUT', 'PATCH', 'HEAD'), id).map(([method, one]) => ({
    method,
    target: `/orders/${one}`,
    headers: noHeaders,
  })),
  fc.tuple(id, order).map(([one, body]) => ({ method: 'PUT', target: `/orders/${one}`, ...json(body) })),
  order.map((body) => ({ method: 'POST', target: '/orders', ...json(body) })),
  ids.map((list) => ({ method: 'POST', target: '/orders/move', ...json({ ids: list }) })),
  fc.constantFrom('', '?customerId=alice', '?customerId=bob', '?customerId=', '?none=1').map((query) => ({
    method: 'GET',
    target: `/orders${query}`,
    headers: noHeaders,
  })),
  fc.constantFrom('/notes', '/drafts').map((target) => ({ method: 'POST', target, headers: noHeaders })),
  fc
    .tuple(
      fc.constantFrom('GET', 'GET', 'DELETE', 'PATCH'),
      fc.constantFrom('notes', 'drafts', 'letters', 'tenants'),
      id,
    )
    .map(([method, kind, one]) => ({ method, target: `/${kind}/${one}`, headers: noHeaders })),
  fc
    .constantFrom('/reports', '/reports?year=1999', '/reports?year=2024', '/reports?year=x', '/reports?more=1', '/old')
    .map((target) => ({ method: 'GET', target, headers: noHeaders })),
  fc
    .constantFrom('/watched', '/open', '/either', '/nowhere', '//orders', '/orders/', '/Open', '/op%65n', '/open?a=%zz')
    .map((target) => ({ method: 'GET', target, headers: noHeaders })),
);

async function shopCallers(login: Login): Promise<readonly Caller[]> {
  const customer = ['customer'];
  return [
    anonymous,
    await login.caller('alice', { subject: 'alice', tenant: 'acme', roles: customer, org: 'acme' }),
    await login.caller('bob', { subject: 'bob', tenant: 'umbra', roles: customer, org: 'umbra' }),
    await login.caller('carol', { subject: 'carol', tenant: 'acme', roles: customer, scopes: ['reports.read'] }),
    await login.caller('without a tenant', { subject: 'alice', roles: customer }),
    await login.caller('without a subject', { tenant: 'acme', roles: customer }),
    await login.caller('without a role', { subject: 'alice', tenant: 'acme' }),
    await login.caller('support', { subject: 'sue', tenant: 'acme', roles: ['support'], org: 'acme' }),
    await login.caller('admin', { subject: 'root', tenant: 'umbra', roles: ['admin'], scopes: ['reports.read'] }),
    ...(await login.badCallers()),
  ];
}

function compiled(name: string, texts: { readonly policy: string; readonly contract: string }): Project {
  return compileProject({
    policy: documentsFromText('portcullis.yaml', texts.policy, { refs: false }),
    contracts: new Map([[name, documentsFromText('openapi.yaml', texts.contract)]]),
    baseDir: '.',
    today: new Date(),
  });
}

test('what is explained is what the gateway does: owners, tenants, conditions, bodies, lists', async (t) => {
  const login = new Login('shop');
  const url = await startApi(t, shop);
  const arena = await startArena(t, compiled('shop', { policy: policy(url), contract }), await login.jwks());
  const mustDeny = ['message', 'route', 'authenticate', 'roles', 'object-owner', 'object-tenant', 'write-properties'];
  await check(arena, {
    callers: await shopCallers(login),
    calls: shopCalls,
    share: 0.6,
    mustDeny: [...mustDeny, 'parameters', 'body', 'constraints', 'condition', 'sunset', 'returns-filter'],
  });
});

/** Calls of every operation of a contract: right ones, and ones that are wrong somewhere. */
function callsOf(project: Project): fc.Arbitrary<AskedCall> {
  const operations = project.apis.flatMap((api) => [...api.operations.values()]).filter(({ outgoing }) => !outgoing);
  const value = fc.oneof(
    fc.nat(20).map(String),
    fc.constantFrom('', 'x', 'true', 'a@b.example', '%2e%2e', '00000000-0000-4000-8000-000000000000', 'a'.repeat(300)),
  );
  const parameters = fc.array(value, { minLength: 12, maxLength: 12 });
  const body = fc.oneof(
    fc.constant(undefined),
    fc.dictionary(
      fc.constantFrom('email', 'password', 'name', 'quantity', 'productId', 'items', 'role', 'text'),
      fc.jsonValue(),
      { maxKeys: 5 },
    ),
  );
  return fc
    .tuple(fc.constantFrom(...operations), parameters, body, fc.nat(9))
    .map(([operation, values, sent, odd]) => ({
      method: odd === 0 ? 'PATCH' : operation.method.toUpperCase(),
      target: targetOf(operation, values, odd),
      ...(sent === undefined || odd === 1 ? { headers: noHeaders } : json(sent)),
    }));
}

function targetOf({ publicPath, parameters }: Operation, values: readonly string[], odd: number): string {
  let at = 0;
  const target = publicPath.replace(/\{[^{}]+\}/g, () => values[at++ % values.length] || '1');
  const query = parameters
    .filter(({ in: place, required }, i) => place === 'query' && (required || (odd + i) % 2))
    .map(({ name }) => `${encodeURIComponent(name)}=${values[at++ % values.length]!}`);
  if (odd === 2) query.push('unknown=1');
  return query.length ? `${target}?${query.join('&')}` : target;
}

async function orchard(t: TestContext, jwks: string): Promise<Project> {
  const folder = path.join(process.env['PORTCULLIS_ROOT'] ?? process.cwd(), 'examples/orchard');
  const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
  const url = await startApi(t, (method, { pathname }) =>
    pathname.endsWith('jwks.json')
      ? { status: 200, body: JSON.parse(jwks) }
      : { status: method === 'POST' ? 201 : 200, body: { id: 1 } },
  );
  const text = read('portcullis.yaml').replaceAll('http://127.0.0.1:4000', url);
  return compiled('orchard', { policy: text, contract: read('openapi.yaml') });
}

test('what is explained is what the gateway does: the example', async (t) => {
  const login = new Login('orchard', 'http://orchard.example/');
  const jwks = await login.jwks();
  const project = await orchard(t, jwks);
  const arena = await startArena(t, project, jwks);
  const callers = [
    anonymous,
    await login.caller('alice', { subject: '1', roles: ['customer'] }),
    await login.caller('carol', { subject: '3', roles: ['support'] }),
    await login.caller('root', { subject: '4', roles: ['admin'] }),
    ...(await login.badCallers()),
  ];
  const mustDeny = ['route', 'authenticate', 'parameters', 'body'];
  await check(arena, { callers, calls: callsOf(project), share: 0.4, mustDeny });
});
