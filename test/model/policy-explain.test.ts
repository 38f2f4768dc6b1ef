import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainOperation } from '../../src/model/policy-explain.js';
import { errorsOf, modelFrom } from './policy-cases.js';

const policy = `roles: { support: {} }
defaults: { roles: [support], rateLimits: [{ limit: 9, windowSeconds: 60, per: principal }] }
resources: { order: { id: orderId, owner: { lookup: getOrder, field: /customerId }, crossedBy: [support] } }
operations:
  deleteOrder:
    when: request.time.getHours() < 20
    readProperties: { /secret: [] }
`;
const patches = `version: 1
patches:
  - { id: p1, because: f1, operation: deleteOrder, guard: rate-limit, expires: 2027-02-01, set: { rateLimits: [{ limit: 1, windowSeconds: 2, per: { body: /a }, countStatuses: [401] }] } }
`;

test('every setting of an operation is told in words, with where it comes from', () => {
  const rows = explainOperation(modelFrom({ policy, patches }), 'deleteOrder').map(
    ({ setting, value, source, place }) =>
      `${setting}: ${value} <- ${source}${place ? ` ${place.file}:${place.line}` : ''}`,
  );
  for (const row of [
    'mode: enforce <- built in',
    'requirements: bearerAuth <- contract openapi.yaml:4',
    'roles: support <- policy portcullis.yaml:4',
    'when: request.time.getHours() < 20 <- policy portcullis.yaml:8',
    'timeoutSeconds: 10 s <- policy portcullis.yaml:2',
    'rateLimits.0: 9 in 60 s per principal <- policy portcullis.yaml:4',
    'rateLimits.1: 1 in 2 s per body /a, only 401 <- patch portcullis.patches.yaml:3',
    'owners.0: /customerId of the order (asked of getOrder) = principal.subject, or role support <- policy portcullis.yaml:5',
    'readProperties./secret: nobody <- policy portcullis.yaml:9',
  ]) {
    assert.ok(rows.includes(row), `${row}\nis not among\n${rows.join('\n')}`);
  }
});

test('an operation that does not exist has no settings', () => {
  const [error] = errorsOf(() => explainOperation(modelFrom({ policy }), 'deletOrder'));
  assert.deepEqual([error?.code, error?.hint], ['NOT_FOUND', 'did you mean "deleteOrder"?']);
});

test('how the schemes of an operation are checked is told in one line each, without secrets', () => {
  const withSchemes = (schemes: string) =>
    explainOperation(modelFrom({ policy: `identity: { schemes: { ${schemes} } }` }), 'deleteOrder')
      .filter(({ setting }) => setting.startsWith('schemes.'))
      .map(({ setting, value, source }) => `${setting}: ${value} <- ${source}`);
  const rows: [schemes: string, row: string][] = [
    ['', 'schemes.bearerAuth: not configured: denied <- built in'],
    [
      'bearerAuth: { issuer: "https://id.test/{tenant}", tenants: [a, b], audience: shop, algorithms: [ES256], jwks: { url: "https://id.test/k" }, boundTo: any }',
      'schemes.bearerAuth: tokens of https://id.test/{tenant} (a, b), ES256, keys from https://id.test/k, for shop, bound to a certificate or a key (DPoP) <- policy',
    ],
    [
      'bearerAuth: { introspection: { url: "https://id.test/i", clientId: gw, clientSecret: "${env:GW}" } }',
      'schemes.bearerAuth: tokens asked about at https://id.test/i, remembered for 30 s <- policy',
    ],
  ];
  for (const [schemes, row] of rows) assert.deepEqual(withSchemes(schemes), [row]);
});
