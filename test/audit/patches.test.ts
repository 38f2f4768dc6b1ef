import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding, PolicyPatch } from '../../src/core/finding.js';
import { auditOf, type Source } from './describe-rule.js';

const order = '{ type: object, properties: { id: { type: string }, customerId: { type: string } } }';
const id = '{ name: orderId, in: path, required: true, schema: { type: string } }';

const shop: Source = {
  contract: `security: [{ bearer: [] }]
paths:
  /orders:
    get:
      operationId: listOrders
      parameters: [{ name: limit, in: query, schema: { type: integer } }]
      responses: { '200': { description: Found } }
    post:
      operationId: addOrder
      security: []
      requestBody: { content: { application/json: { schema: { type: object, properties: { note: { type: string } } } } } }
      responses: { '201': { description: Made } }
  /orders/{orderId}:
    parameters: [${id}]
    get:
      operationId: getOrder
      responses: { '200': { description: Found, content: { application/json: { schema: ${order} } } } }
    delete: { operationId: deleteOrder, responses: { '204': { description: Done } } }
  /customers/{customerId}:
    get:
      operationId: getCustomer
      parameters: [{ name: customerId, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: Found } }
  /login:
    post:
      operationId: login
      security: []
      requestBody: { content: { application/json: { schema: { type: object, additionalProperties: false, properties: { email: { type: string }, password: { type: string } } } } } }
      responses: { '200': { description: In } }
  /signup:
    post:
      operationId: signup
      security: []
      requestBody: { content: { application/json: { schema: { type: object, additionalProperties: false, properties: { role: { type: string } } } } } }
      responses: { '201': { description: Made } }
  /admin/stats: { get: { operationId: stats, description: Support and admins only., responses: { '200': { description: Found } } } }
  /debug/config: { get: { operationId: debug, responses: { '200': { description: Found } } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`,
  policy: `identity: { schemes: { bearer: { apiKeys: true } } }
roles: { customer: {}, support: { includes: [customer] }, admin: { includes: [support] } }
defaults: { roles: any }
operations: { login: { public: true }, signup: { public: true }, listOrders: { rateLimits: none } }`,
};

const patchesOf = (findings: readonly Finding[]) => findings.flatMap(({ patch }) => (patch ? [patch] : []));

/** JSON is YAML. */
const fileOf = (patches: readonly PolicyPatch[]) => JSON.stringify(patches);

describe('the patches that findings propose', () => {
  it('are there for each guard that can help', async () => {
    const { run } = await auditOf(shop);
    assert.deepEqual([...new Set(patchesOf(run.findings).map(({ guard }) => guard))].sort(), [
      'authenticate',
      'body',
      'constraints',
      'object-owner',
      'rate-limit',
      'response-filter',
      'roles',
      'write-properties',
    ]);
  });

  it('are accepted by the policy, all of them together', async () => {
    const { run } = await auditOf(shop);
    const { run: patched } = await auditOf({ ...shop, patches: fileOf(patchesOf(run.findings)) });
    assert.equal(patched.outcome, 'complete');
  });

  it('close their findings', async () => {
    const { run } = await auditOf(shop);
    const proposed = run.findings.filter(({ patch }) => patch);
    const { run: patched } = await auditOf({ ...shop, patches: fileOf(patchesOf(run.findings)) });
    const left = new Set(patched.findings.map(({ fingerprint }) => fingerprint));
    assert.deepEqual(
      proposed.filter(({ fingerprint }) => left.has(fingerprint)).map(({ message }) => message),
      [],
    );
  });

  it('let staff through where the description names them', async () => {
    const { run } = await auditOf(shop);
    const patch = patchesOf(run.findings).find(({ operation }) => operation === 'stats');
    assert.deepEqual(patch?.set, { roles: ['support', 'admin'] });
  });
});
