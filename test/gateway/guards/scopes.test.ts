import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import scopes from '../../../src/gateway/guards/scopes.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf, principalOf } from '../guard-fixture.js';

let model: ApiModel;
before(async () => {
  const paths = {
    '/x': { get: { operationId: 'x', responses: {} } },
    '/y': { get: { operationId: 'y', responses: {} } },
  };
  model = await modelOf({ paths }, { operations: { x: { scopes: ['read', 'write'] } } });
});

test('the credential needs every scope, exactly', async () => {
  const table: [readonly string[] | undefined, string][] = [
    [['write', 'read', 'more'], 'passes'],
    [['read'], 'SCOPE_MISSING'],
    [['read write'], 'SCOPE_MISSING'],
    [['reader', 'writer'], 'SCOPE_MISSING'],
    [[], 'SCOPE_MISSING'],
    [undefined, 'CREDENTIAL_MISSING'],
  ];
  for (const [held, code] of table) {
    const principal = held && principalOf({ scopes: held });
    const denial = await judge(scopes, exchangeFor(model, 'x', { principal }), contextOf(model));
    assert.equal(denial?.code ?? 'passes', code, String(held));
  }
});

test('the challenge names the scopes, and no scopes cost nothing', async () => {
  const denial = await judge(scopes, exchangeFor(model, 'x', { principal: principalOf() }), contextOf(model));
  assert.match(denial?.headers?.['WWW-Authenticate'] ?? '', /error="insufficient_scope", scope="read write"/);
  assert.equal(scopes.compile!(model.operations.get('y')!, contextOf(model)), null);
});
