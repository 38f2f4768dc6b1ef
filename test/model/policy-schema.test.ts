import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { policySchema } from '../../src/model/policy-schema.js';
import { patchesSchema } from '../../src/model/policy-schema/patches.js';
import type { PolicySchema } from '../../src/model/policy-schema/schema.js';
import { modelFrom, projectFrom } from './policy-cases.js';

function* schemasIn(schema: PolicySchema): Iterable<PolicySchema> {
  yield schema;
  const { properties = {}, anyOf = [], items, additionalProperties } = schema;
  const inside = [...Object.values(properties), ...anyOf, items, additionalProperties];
  for (const inner of inside) if (typeof inner === 'object') yield* schemasIn(inner);
}

for (const [name, schema] of Object.entries({ policySchema, patchesSchema })) {
  describe(name, () => {
    test('is JSON Schema 2020-12', () => assert.equal(new Ajv2020().validateSchema(schema), true));

    test('refuses unknown keys in every object that has named ones', () => {
      for (const each of schemasIn(schema)) if (each.properties) assert.equal(each.additionalProperties, false);
    });

    test('tells editors what every key means', () => {
      for (const { properties = {} } of schemasIn(schema)) {
        for (const [key, value] of Object.entries(properties)) assert.ok(value.description ?? value.title, key);
      }
    });

    test('says in words what a text with a pattern looks like', () => {
      for (const each of schemasIn(schema)) if (each.pattern !== undefined) assert.ok(each.title, each.pattern);
    });
  });
}

const interfaceExample = `
listen:
  - address: 127.0.0.1:8443
    tls: { certificate: tls.crt, key: tls.key, minVersion: TLSv1.2, clientCa: clients.pem }
identity:
  schemes:
    bearerAuth:
      issuer: https://login.example.com/
      audience: orders
      algorithms: [ES256]
      jwks: { url: https://login.example.com/jwks, cacheSeconds: 600 }
      claims: { subject: sub, roles: roles, scopes: scope, tenant: org }
    keyAuth: { apiKeys: true }
roles:
  customer: {}
  support: { includes: [customer] }
  admin: { includes: [support] }
defaults:
  mode: enforce
  unknownOperations: deny
  bodyLimitBytes: 1048576
  rateLimits: [{ limit: 300, windowSeconds: 60, per: principal }, { limit: 1200, windowSeconds: 60, per: address }]
resources:
  order:
    id: orderId
    owner: { lookup: getOrder, field: /customerId, is: principal.subject, cacheSeconds: 5 }
    crossedBy: [support]
  customer:
    id: customerId
    owner: { id: principal.subject }
operations:
  createOrder: { roles: [customer], rateLimits: [{ limit: 10, windowSeconds: 60, per: principal }] }
  listOrders: { roles: [customer], returns: { resource: order, items: /items, others: remove } }
  "DELETE /orders/{orderId}": { roles: [admin], when: "request.time.getHours() < 20" }
schemas:
  Customer:
    passwordHash: { read: [] }
    creditLimit: { read: [support], write: [admin] }
    email: { class: email }
pentest:
  scope: [http://127.0.0.1:3000]
  exclude: [logout]
  actors:
    alice: { roles: [customer], login: { operation: login, body: { user: alice, password: "\${env:ALICE}" }, token: /token } }
    bob: { roles: [customer], login: { operation: login, body: { user: bob, password: "\${env:BOB}" }, token: /token } }
    root: { roles: [admin], headers: { Authorization: "Bearer \${env:ROOT}" } }
`;

describe('the policy of the documentation', () => {
  test('loads, with every part in the model', () => {
    const { listen, pentest, suppressions } = projectFrom({ policy: interfaceExample });
    assert.deepEqual({ host: listen[0]?.host, port: listen[0]?.port }, { host: '127.0.0.1', port: 8443 });
    assert.equal(listen[0]?.tls?.minVersion, 'TLSv1.2');
    assert.deepEqual(pentest?.exclude, ['logout']);
    assert.deepEqual(
      pentest?.actors.map(({ name }) => name),
      ['alice', 'bob', 'root'],
    );
    assert.deepEqual(suppressions, []);
  });

  test('means what it says', () => {
    const model = modelFrom({ policy: interfaceExample });
    const policy = (id: string) => model.operations.get(id)?.policy;
    assert.deepEqual(policy('createOrder')?.roles, ['customer']);
    assert.deepEqual(
      policy('createOrder')?.rateLimits.map(({ limit }) => limit),
      [300, 1200, 10],
    );
    assert.equal(policy('deleteOrder')?.when, 'request.time.getHours() < 20');
    assert.deepEqual(
      policy('deleteOrder')?.owners.map(({ form }) => form.kind),
      ['lookup'],
    );
    assert.deepEqual(
      policy('getOrder')?.owners.map(({ form }) => form.kind),
      ['field'],
    );
    assert.deepEqual(
      policy('getCustomer')?.owners.map(({ form }) => form.kind),
      ['id'],
    );
    assert.equal(policy('listOrders')?.returns?.field, '/customerId');
    assert.deepEqual(policy('getCustomer')?.readProperties.get('/passwordHash'), []);
    assert.deepEqual([...(model.roles.get('admin') ?? [])].sort(), ['admin', 'customer', 'support']);
    assert.equal(model.schemes.get('bearerAuth')?.kind, 'jwt');
    assert.equal(model.schemes.get('keyAuth')?.kind, 'apiKeys');
  });
});
