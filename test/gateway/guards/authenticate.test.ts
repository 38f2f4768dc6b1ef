import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import authenticate from '../../../src/gateway/guards/authenticate.js';
import { keyIdOf, type KeyRecord } from '../../../src/identity/api-key.js';
import { secretDigest } from '../../../src/vault/secret-hash.js';
import type { Authentication, SchemeVerifier } from '../../../src/identity/verifier.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf, principalOf, verifiersOf } from '../guard-fixture.js';

const pepper = Buffer.alloc(32, 3);
const keyNamed = (name: string) => ({ type: 'apiKey', in: 'header', name });

const paths = {
  '/one': { get: { operationId: 'one', security: [{ user: [] }], responses: {} } },
  '/either': { get: { operationId: 'either', security: [{ user: [] }, { app: [] }], responses: {} } },
  '/both': { get: { operationId: 'both', security: [{ app: [], user: [] }], responses: {} } },
  '/optional': { get: { operationId: 'optional', security: [{}, { user: [] }], responses: {} } },
  '/open': { get: { operationId: 'open', security: [], responses: {} } },
  '/scoped': { get: { operationId: 'scoped', security: [{ user: ['write'] }, { app: ['read'] }], responses: {} } },
  '/strange': { get: { operationId: 'strange', security: [{ unknown: [] }], responses: {} } },
  '/half': { get: { operationId: 'half', security: [{ user: [], unknown: [] }], responses: {} } },
};

let model: ApiModel;
let verifiers: ReadonlyMap<string, SchemeVerifier>;

function record(key: string, subject: string, facts: Partial<KeyRecord> = {}): KeyRecord {
  return {
    id: keyIdOf(key, pepper),
    digest: secretDigest(key, pepper),
    subject,
    tenant: undefined,
    roles: [],
    scopes: [],
    expiresAt: undefined,
    revoked: false,
    ...facts,
  };
}

before(async () => {
  const securitySchemes = { user: keyNamed('x-user'), app: keyNamed('x-app'), unknown: keyNamed('x-unknown') };
  const identity = { schemes: { user: { apiKeys: true }, app: { apiKeys: true } } };
  const roles = { customer: {}, support: { includes: ['customer'] } };
  model = await modelOf({ paths, components: { securitySchemes } }, { identity, roles });
  const records = [
    record('alice-key', 'alice', { roles: ['support'], scopes: ['read'] }),
    record('app-key', 'app', { scopes: [] }),
    record('old-key', 'old', { expiresAt: 1 }),
  ];
  verifiers = verifiersOf(model, {
    apiKeys: { store: { find: (id) => records.find((one) => one.id === id) }, pepper },
  });
});

async function send(operation: string, headers: Record<string, string> = {}) {
  const exchange = exchangeFor(model, operation, { headers });
  const denial = await judge(authenticate, exchange, contextOf(model, { verifiers }));
  return { denial, code: denial?.code ?? 'passes', exchange, challenge: denial?.headers?.['WWW-Authenticate'] };
}

const user = { 'x-user': 'alice-key' };
const app = { 'x-app': 'app-key' };

test('any alternative will do, every scheme inside it must hold, and a bad credential is always refused', async () => {
  const table: [string, Record<string, string>, string][] = [
    ['one', user, 'passes'],
    ['one', {}, 'CREDENTIAL_MISSING'],
    ['one', app, 'CREDENTIAL_MISSING'],
    ['one', { 'x-user': 'wrong' }, 'CREDENTIAL_INVALID'],
    ['one', { 'x-user': 'old-key' }, 'CREDENTIAL_EXPIRED'],
    ['one', { 'x-user': '' }, 'CREDENTIAL_INVALID'],
    ['either', user, 'passes'],
    ['either', app, 'passes'],
    ['either', {}, 'CREDENTIAL_MISSING'],
    ['either', { ...app, 'x-user': 'forged' }, 'CREDENTIAL_INVALID'],
    ['both', { ...user, ...app }, 'passes'],
    ['both', user, 'CREDENTIAL_MISSING'],
    ['both', app, 'CREDENTIAL_MISSING'],
    ['optional', {}, 'passes'],
    ['optional', user, 'passes'],
    ['optional', { 'x-user': 'forged' }, 'CREDENTIAL_INVALID'],
    ['open', { 'x-user': 'forged' }, 'passes'],
    ['scoped', app, 'SCOPE_MISSING'],
    ['scoped', user, 'SCOPE_MISSING'],
    ['strange', { 'x-unknown': 'anything' }, 'CREDENTIAL_MISSING'],
    ['strange', {}, 'CREDENTIAL_MISSING'],
    ['half', user, 'CREDENTIAL_MISSING'],
  ];
  for (const [operation, headers, code] of table) {
    assert.equal((await send(operation, headers)).code, code, `${operation} ${JSON.stringify(headers)}`);
  }
});

test('the caller becomes the principal, with the roles that its roles include', async () => {
  const { exchange } = await send('one', user);
  assert.equal(exchange.principal?.subject, 'alice');
  assert.deepEqual([...exchange.roles].sort(), ['customer', 'support']);
});

test('absent values: a caller that may stay anonymous has no principal and no roles', async () => {
  const { exchange } = await send('optional');
  assert.equal(exchange.principal, undefined);
  assert.equal(exchange.roles.size, 0);
});

test('an operation without requirements costs nothing', () => {
  assert.equal(authenticate.compile!(model.operations.get('open')!, contextOf(model, { verifiers })), null);
});

test('a known credential is judged without a promise', async () => {
  const handler = authenticate.compile!(model.operations.get('one')!, contextOf(model, { verifiers }))!;
  assert.equal(handler(exchangeFor(model, 'one', { headers: user })), undefined);
});

/** A bearer scheme whose outcome the table chooses: what is tested here is how the guard words it. */
function bearer(outcome: Authentication): ReadonlyMap<string, SchemeVerifier> {
  return new Map([
    [
      'user',
      {
        scheme: 'user',
        challenges: ['Bearer'],
        headers: ['authorization'],
        verify: async () => outcome,
        close: () => undefined,
      },
    ],
  ]);
}

test('challenges follow RFC 6750: an error only where a token was presented', async () => {
  const table: [string, Authentication, number, Record<string, string>][] = [
    ['one', { state: 'absent' }, 401, { 'WWW-Authenticate': 'Bearer realm="test"' }],
    [
      'one',
      { state: 'refused', code: 'CREDENTIAL_INVALID', reason: 'x' },
      401,
      { 'WWW-Authenticate': 'Bearer realm="test", error="invalid_token"' },
    ],
    [
      'one',
      { state: 'refused', code: 'CREDENTIAL_EXPIRED', reason: 'x' },
      401,
      { 'WWW-Authenticate': 'Bearer realm="test", error="invalid_token"' },
    ],
    [
      'one',
      { state: 'refused', code: 'CREDENTIAL_UNVERIFIABLE', reason: 'x', retryAfterSeconds: 7 },
      503,
      { 'Retry-After': '7' },
    ],
    [
      'scoped',
      { state: 'verified', principal: principalOf() },
      403,
      { 'WWW-Authenticate': 'Bearer realm="test", error="insufficient_scope", scope="write"' },
    ],
  ];
  for (const [operation, outcome, status, headers] of table) {
    const denial = await judge(
      authenticate,
      exchangeFor(model, operation),
      contextOf(model, { verifiers: bearer(outcome) }),
    );
    assert.equal(denial?.status, status);
    assert.deepEqual(denial?.headers, headers);
  }
});

test('of several schemes that hold the person is the principal, not the program', async () => {
  const person: Authentication = { state: 'verified', principal: principalOf({ kind: 'user', subject: 'alice' }) };
  const exchange = exchangeFor(model, 'both', { headers: app });
  const mixed = new Map([...verifiers, ...bearer(person)]);
  assert.equal(await judge(authenticate, exchange, contextOf(model, { verifiers: mixed })), undefined);
  assert.equal(exchange.principal?.subject, 'alice');
});
