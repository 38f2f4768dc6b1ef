import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { linesOf, policyOf, projectFrom, shopWith } from './policy-cases.js';

const policy = `roles: { support: {}, admin: {} }
schemas:
  Customer: { passwordHash: { read: [] }, creditLimit: { read: [support], write: [admin] }, email: { class: email } }
`;
const readable = (id: string, texts: { policy: string; contract?: string }) =>
  [...policyOf(id, texts).readProperties.keys()].sort();

describe('a rule for a schema reaches every operation that uses it', () => {
  test('at the top of an answer, and a schema inside itself three deep', () => {
    assert.deepEqual(readable('getCustomer', { policy }), [
      '/creditLimit',
      '/friends/*/creditLimit',
      '/friends/*/friends/*/creditLimit',
      '/friends/*/friends/*/passwordHash',
      '/friends/*/passwordHash',
      '/passwordHash',
    ]);
  });

  test('inside lists and other schemas', () => {
    assert.ok(readable('listOrders', { policy }).includes('/items/*/customer/passwordHash'));
  });

  test('in bodies, for those who may write', () => {
    const { writeProperties } = policyOf('createOrder', { policy });
    assert.deepEqual(writeProperties.get('/customer/creditLimit'), ['admin']);
    assert.ok(!writeProperties.has('/customer/passwordHash'));
  });

  test('through `allOf`, maps and an alias', () => {
    const contract = shopWith(
      "schema: { type: object, properties: { items: { type: array, items: { $ref: '#/components/schemas/Order' } } } }",
      "schema: { allOf: [{ additionalProperties: { $ref: '#/components/schemas/Client' } }] }",
    ).replace('  schemas:\n', "  schemas:\n    Client: { $ref: '#/components/schemas/Customer' }\n");
    assert.ok(readable('listOrders', { policy, contract }).includes('/*/passwordHash'));
    const byAlias = 'schemas: { Client: { email: { read: [] } } }';
    assert.ok(readable('listOrders', { policy: byAlias, contract }).includes('/*/email'));
  });

  test("an operation's own list replaces it, at its own place", () => {
    const own = `${policy}operations: { getCustomer: { readProperties: { /creditLimit: [admin] } } }`;
    const { readProperties, origins } = policyOf('getCustomer', { policy: own });
    assert.deepEqual(readProperties.get('/creditLimit'), ['admin']);
    assert.equal(
      origins['readProperties./creditLimit']?.pointer,
      '/operations/getCustomer/readProperties/~1creditLimit',
    );
    assert.equal(origins['readProperties./passwordHash']?.pointer, '/schemas/Customer/passwordHash/read');
  });
});

test('schemas that refer to each other in circles end', () => {
  const circle = Array.from({ length: 12 }, (_, i) => {
    const all = Array.from({ length: 12 }, (__, j) => `p${j}: { $ref: '#/components/schemas/S${j}' }`).join(', ');
    return `    S${i}: { type: object, properties: { secret: {}, ${all} } }\n`;
  }).join('');
  const contract = shopWith('  schemas:\n', `  schemas:\n${circle}`).replace(
    "schema: { $ref: '#/components/schemas/Customer' }",
    "schema: { $ref: '#/components/schemas/S0' }",
  );
  const before = Date.now();
  const { readProperties } = policyOf('getCustomer', { contract, policy: 'schemas: { S3: { secret: { read: [] } } }' });
  assert.ok(readProperties.has('/p3/secret'));
  assert.ok(Date.now() - before < 3_000);
});

const wrong: Readonly<Record<string, readonly [policy: string, line: string]>> = {
  'a schema with a wrong letter': [
    'schemas: { Custmer: { email: { class: email } } }',
    'POLICY_UNKNOWN_NAME portcullis:1:12 The contract has no schema "Custmer"; did you mean "Customer"?',
  ],
  'a property with a wrong letter': [
    'schemas: { Customer: { emial: { class: email } } }',
    'POLICY_UNKNOWN_NAME portcullis:1:24 The schema "Customer" has no property "emial"; did you mean "email"?',
  ],
  'an unknown role': [
    'schemas: { Customer: { email: { read: [boss] } } }',
    'POLICY_UNKNOWN_NAME portcullis:1:40 There is no role "boss"; add it to `roles`',
  ],
};

describe('a rule for nothing is refused', () => {
  for (const [name, [text, line]] of Object.entries(wrong)) {
    test(name, () =>
      assert.deepEqual(
        linesOf(() => projectFrom({ policy: text })),
        [line],
      ),
    );
  }
});
