import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import roles from '../../../src/gateway/guards/roles.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf, principalOf } from '../guard-fixture.js';

let model: ApiModel;
before(async () => {
  const secured = (operationId: string) => ({ get: { operationId, security: [{ key: [] }], responses: {} } });
  const paths = {
    '/named': secured('named'),
    '/any': secured('any'),
    '/silent': secured('silent'),
    '/nobody': secured('nobody'),
    '/open': { get: { operationId: 'open', security: [], responses: {} } },
    '/login': { get: { operationId: 'login', security: [], responses: {} } },
    '/closed': { get: { operationId: 'closed', security: [], responses: {} } },
  };
  const securitySchemes = { key: { type: 'apiKey', in: 'header', name: 'x-key' } };
  model = await modelOf(
    { paths, components: { securitySchemes } },
    {
      roles: { customer: {}, support: { includes: ['customer'] } },
      operations: {
        named: { roles: ['customer'] },
        any: { roles: 'any' },
        nobody: { roles: [] },
        login: { roles: 'any' },
        closed: { roles: ['customer'] },
      },
    },
  );
});

test('a caller needs one of the roles, and an operation that names none is open to nobody', async () => {
  const table: [string, readonly string[] | undefined, string][] = [
    ['named', ['customer'], 'passes'],
    ['named', ['support'], 'passes'],
    ['named', ['other'], 'ROLE_MISSING'],
    ['named', [], 'ROLE_MISSING'],
    ['named', undefined, 'CREDENTIAL_MISSING'],
    ['any', [], 'passes'],
    ['any', undefined, 'CREDENTIAL_MISSING'],
    ['silent', ['support'], 'ROLE_NOT_NAMED'],
    ['silent', undefined, 'ROLE_NOT_NAMED'],
    ['nobody', ['support'], 'ROLE_MISSING'],
    ['open', undefined, 'passes'],
    ['login', undefined, 'passes'],
    ['closed', undefined, 'CREDENTIAL_MISSING'],
  ];
  for (const [operation, held, code] of table) {
    const principal = held && principalOf({ roles: held });
    const denial = await judge(roles, exchangeFor(model, operation, { principal }), contextOf(model));
    assert.equal(denial?.code ?? 'passes', code, `${operation} ${held}`);
  }
});
