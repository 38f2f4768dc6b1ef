import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainOperation } from '../../src/model/policy-explain.js';
import { modelFrom, policyOf } from './policy-cases.js';

const create = (settings: string, defaults = ''): { policy: string } => ({
  policy: `${defaults}operations: { createOrder: { ${settings} } }\n`,
});

test('bounds for files are merged key by key', () => {
  const { upload } = policyOf(
    'createOrder',
    create('upload: { types: [image/png] }', 'defaults: { upload: { maxBytes: 5 } }\n'),
  );
  assert.deepEqual(upload, { maxBytes: 5, types: ['image/png'] });
});

test('GraphQL bounds have safe values until the policy says otherwise', () => {
  const { graphql } = policyOf('createOrder', create('graphql: { maxDepth: 4 }'));
  assert.deepEqual(graphql, {
    maxDepth: 4,
    maxAliases: 15,
    maxRootFields: 20,
    maxTokens: 2_000,
    maxDirectives: 50,
    maxCost: undefined,
    batch: 1,
    introspection: false,
    persistedOnly: undefined,
  });
});

test('texts are cleaned in one order, however the policy lists them', () => {
  const { sanitize } = policyOf('createOrder', create('sanitize: { /note: [html, trim] }'));
  assert.deepEqual([...sanitize], [['/note', ['trim', 'html']]]);
});

for (const [what, operation, settings, message] of [
  ['GraphQL without a body', 'deleteOrder', 'graphql: {}', /has no body, so it takes no GraphQL/],
  ['cleaning without a body', 'getOrder', 'sanitize: { /a: [trim] }', /has no body, so nothing can be cleaned/],
  ['a place that is no pointer', 'createOrder', 'sanitize: { a: [trim] }', /"a" is no JSON Pointer/],
  ['an unknown kind of cleaning', 'createOrder', 'sanitize: { /a: [upper] }', /sanitize/],
  ['a media type that is none', 'createOrder', 'upload: { types: [png] }', /types/],
  ['a share of nothing', 'createOrder', 'response: { samplePercent: 0 }', /samplePercent/],
] as const) {
  test(`${what} is refused`, () => {
    assert.throws(() => modelFrom({ policy: `operations: { ${operation}: { ${settings} } }\n` }), message);
  });
}

test('explain names each of them with its place', () => {
  const policy =
    'operations: { createOrder: { upload: { maxBytes: 9 }, graphql: {}, sanitize: { /note: [trim] }, response: { validate: monitor, samplePercent: 5 } } }\n';
  const rows = explainOperation(modelFrom({ policy }), 'createOrder');
  const words = Object.fromEntries(rows.map(({ setting, value, source }) => [setting, `${value} (${source})`]));
  assert.equal(words['upload'], 'at most 9 bytes (policy)');
  assert.match(words['graphql']!, /^maxDepth 10, maxAliases 15, .*introspection false \(policy\)$/);
  assert.equal(words['sanitize./note'], 'trim (policy)');
  assert.match(words['response']!, /validate monitor 5 %/);
});
