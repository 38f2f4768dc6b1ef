import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import fields from '../../../src/gateway/guards/graphql-fields.js';
import graphql from '../../../src/gateway/guards/graphql.js';
import { loadProject } from '../../../src/model/project.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, operationOf, principalOf, type Fields } from '../guard-fixture.js';

const schema = `
  type Query { me: User, user(id: ID!): User, node(id: ID!): Node, health: Boolean, search(first: Int, q: Filter): [User!] }
  type Mutation { deleteUser(id: ID!): Boolean, update(input: UserInput!): User, login(name: String!): String }
  interface Node { id: ID! }
  type User implements Node { id: ID!, name: String, passwordHash: String, friends: [User!] }
  input UserInput { name: String, role: String }
  input Filter { text: String! }
`;

async function modelOf(policy: Fields, api: Fields = {}): Promise<ApiModel> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-fields-'));
  try {
    fs.writeFileSync(path.join(folder, 'schema.graphql'), schema);
    const file = path.join(folder, 'portcullis.json');
    const apis = { test: { contract: 'schema.graphql', upstream: { url: 'http://127.0.0.1:9' }, ...api } };
    fs.writeFileSync(file, JSON.stringify({ version: 1, apis, ...policy }));
    return (await loadProject({ policyFile: file })).apis[0]!;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const policy = {
  identity: { schemes: { key: { apiKeys: true } } },
  roles: { customer: {}, admin: { includes: ['customer'] } },
  defaults: { authentication: 'required', roles: ['customer'] },
  resources: { user: { id: 'id', owner: { id: 'principal.subject' }, crossedBy: ['admin'] } },
  operations: {
    'Query.health': { public: true },
    'Query.me': { roles: 'any' },
    'Query.node': { owner: 'none' },
    'Mutation.deleteUser': { roles: ['admin'] },
    'Mutation.login': { public: true },
    'Query.search': { mode: 'monitor', roles: ['admin'] },
  },
  schemas: {
    User: { passwordHash: { read: ['admin'] } },
    UserInput: { role: { write: ['admin'] } },
  },
};

let model: ApiModel;
before(async () => {
  model = await modelOf(policy);
});

type Caller = 'nobody' | 'customer' | 'admin';

async function verdict(query: string, caller: Caller, variables: Fields = {}): Promise<string> {
  const principal = caller === 'nobody' ? undefined : principalOf({ roles: [caller] });
  const exchange = exchangeFor(model, 'graphql', { body: { query, variables }, principal });
  const denial = await judge(fields, exchange, contextOf(model));
  const noted = exchange.wouldDeny.map(({ code }) => `would ${code}`).join();
  return denial ? `${denial.code}${denial.errors ? ` ${denial.errors[0]!.reason}` : ''}` : noted || 'passes';
}

describe('Each root field of a GraphQL request is judged by its own policy', () => {
  const table: readonly (readonly [
    what: string,
    query: string,
    caller: Caller,
    expected: string,
    variables?: Fields,
  ])[] = [
    ['a public field', '{ health }', 'nobody', 'passes'],
    ['a field that needs a caller', '{ me { name } }', 'nobody', 'CREDENTIAL_MISSING'],
    ['a public field beside one that is not', '{ health me { name } }', 'nobody', 'CREDENTIAL_MISSING'],
    ['a field for any caller', '{ me { name } }', 'customer', 'passes'],
    ['a mutation of another role', 'mutation { deleteUser(id: 1) }', 'customer', 'ROLE_MISSING'],
    ['the same behind an alias', 'mutation { health: deleteUser(id: 1) }', 'customer', 'ROLE_MISSING'],
    [
      'the same in a fragment',
      'mutation { ...F } fragment F on Mutation { deleteUser(id: 1) }',
      'customer',
      'ROLE_MISSING',
    ],
    ['the same in an inline fragment', 'mutation { ... { deleteUser(id: 1) } }', 'customer', 'ROLE_MISSING'],
    ['the role that may', 'mutation { deleteUser(id: 1) }', 'admin', 'passes'],
    ['the own object', '{ user(id: "alice") { name } }', 'customer', 'passes'],
    ["somebody else's object", '{ user(id: "bob") { name } }', 'customer', 'OBJECT_NOT_OWNED'],
    [
      "somebody else's object as a variable",
      'query ($i: ID!) { user(id: $i) { name } }',
      'customer',
      'OBJECT_NOT_OWNED',
      { i: 'bob' },
    ],
    [
      'one of two that is not the own',
      '{ user(id: "alice") { id } b: user(id: "bob") { id } }',
      'customer',
      'OBJECT_NOT_OWNED',
    ],
    ['another object for a role that crosses', '{ user(id: "bob") { name } }', 'admin', 'passes'],
    [
      'a hidden property',
      '{ me { passwordHash } }',
      'customer',
      'ROLE_MISSING asks for User.passwordHash, which the caller may not read',
    ],
    [
      'a hidden property by another name',
      '{ me { name: passwordHash } }',
      'customer',
      'ROLE_MISSING asks for User.passwordHash, which the caller may not read',
    ],
    [
      'a hidden property deep below',
      `{ me { ${'friends { '.repeat(8)} passwordHash ${'}'.repeat(8)} } }`,
      'customer',
      'ROLE_MISSING asks for User.passwordHash, which the caller may not read',
    ],
    [
      'a hidden property in a fragment of an interface',
      '{ node(id: 1) { ...F } } fragment F on Node { ... on User { passwordHash } }',
      'customer',
      'ROLE_MISSING asks for User.passwordHash, which the caller may not read',
    ],
    ['a hidden property for the role that may', '{ me { passwordHash } }', 'admin', 'passes'],
    [
      'a property that is not to be written',
      'mutation { update(input: { role: "x" }) { id } }',
      'customer',
      'PROPERTY_NOT_WRITABLE may not be set by the caller',
    ],
    [
      'the same as a variable',
      'mutation ($u: UserInput!) { update(input: $u) { id } }',
      'customer',
      'PROPERTY_NOT_WRITABLE may not be set by the caller',
      { u: { role: 'x' } },
    ],
    ['another property', 'mutation { update(input: { name: "x" }) { id } }', 'customer', 'passes'],
    ['a field in monitor mode', '{ search { id } }', 'customer', 'would ROLE_MISSING'],
    ['a field that the schema has not', '{ secrets }', 'admin', 'BODY_INVALID does not match the schema'],
    ['an argument of a wrong type', '{ search(first: "x") { id } }', 'admin', 'BODY_INVALID does not match the schema'],
    [
      'a variable of a wrong type',
      'query ($n: Int) { search(first: $n) { id } }',
      'admin',
      'BODY_INVALID has variables that do not match the schema',
      { n: 'x' },
    ],
    [
      'a variable with a name that the input has not',
      'query ($q: Filter) { search(q: $q) { id } }',
      'admin',
      'BODY_INVALID has variables that do not match the schema',
      { q: { text: '', x: 1 } },
    ],
    [
      'two operations and no name',
      'query A { health } mutation B { deleteUser(id: 1) }',
      'admin',
      'BODY_INVALID names no one operation',
    ],
    ['text that is no document', '{', 'admin', 'BODY_INVALID is not a GraphQL document'],
  ];
  for (const [what, query, caller, expected, variables] of table) {
    it(`${what} as ${caller}: ${expected}`, async () =>
      assert.equal(await verdict(query, caller, variables), expected));
  }

  it('judges the operation that is named, and every request of a batch', async () => {
    const query = 'query A { health } mutation B { deleteUser(id: 1) }';
    const ask = async (body: unknown) =>
      (await judge(fields, exchangeFor(model, 'graphql', { body }), contextOf(model)))?.code ?? 'passes';
    assert.equal(await ask({ query, operationName: 'A' }), 'passes');
    assert.equal(await ask({ query, operationName: 'B' }), 'CREDENTIAL_MISSING');
    assert.equal(await ask([{ query, operationName: 'A' }, { query: '{ me { id } }' }]), 'CREDENTIAL_MISSING');
    assert.equal(await ask({ extensions: { persistedQuery: { sha256Hash: 'a'.repeat(64) } } }), 'BODY_INVALID');
    assert.equal(await ask({}), 'BODY_INVALID');
  });

  it('takes from the limits of a field once for every time that it is asked for', async () => {
    const limited = await modelOf({
      ...policy,
      operations: { 'Mutation.login': { public: true, rateLimits: [{ limit: 2, windowSeconds: 60, per: 'address' }] } },
    });
    const taken: string[] = [];
    const context = contextOf(limited);
    const limiter = {
      take(requests: readonly { readonly key: string }[]) {
        taken.push(...requests.map(({ key }) => key));
        return { allowed: taken.length <= 2, tightest: 0, remaining: 0, resetSeconds: 1 };
      },
    };
    const query = 'mutation { a: login(name: "a") b: login(name: "b") c: login(name: "c") }';
    const exchange = exchangeFor(limited, 'graphql', { body: { query } });
    const denial = await judge(fields, exchange, { ...context, services: { ...context.services, limiter } });
    assert.equal(denial?.code, 'RATE_LIMITED');
    assert.equal(denial?.detail?.['field'], 'Mutation.login');
    assert.equal(taken.length, 3);
  });

  it('ends at once for fragments that open into more than anybody asks for', async () => {
    const fragments = Array.from({ length: 9 }, (_, i) => {
      const inner = i === 8 ? 'id' : Array.from({ length: 6 }, (_, k) => `a${k}: friends { ...F${i + 1} }`).join(' ');
      return `fragment F${i} on User { ${inner} }`;
    });
    const started = performance.now();
    assert.equal(
      await verdict(`{ me { ...F0 } } ${fragments.join(' ')}`, 'admin'),
      'BODY_INVALID asks for more than 20000 places',
    );
    assert.ok(performance.now() - started < 2_000);
  });
});

describe('The operation that carries GraphQL', () => {
  it('asks for a credential only where every field does', async () => {
    assert.deepEqual(operationOf(model, 'graphql').policy.requirements, [[{ scheme: 'key', scopes: [] }], []]);
    const closed = await modelOf({ ...policy, operations: {} });
    assert.deepEqual(operationOf(closed, 'graphql').policy.requirements, [[{ scheme: 'key', scopes: [] }]]);
    const own = await modelOf({
      ...policy,
      operations: { ...policy.operations, graphql: { authentication: 'required' } },
    });
    assert.deepEqual(operationOf(own, 'graphql').policy.requirements, [[{ scheme: 'key', scopes: [] }]]);
  });

  it('has the bounds of documents without being told', async () => {
    const query = `{ me { ${'friends { '.repeat(10)} id ${'}'.repeat(10)} } }`;
    const denial = await judge(graphql, exchangeFor(model, 'graphql', { body: { query } }), contextOf(model));
    assert.equal(denial?.errors?.[0]?.reason, 'is nested deeper than 10');
  });

  it('goes to the path that the policy names', async () => {
    const moved = await modelOf(policy, { graphql: { path: '/api/query' } });
    assert.equal(operationOf(moved, 'graphql').publicPath, '/api/query');
    assert.equal(operationOf(moved, 'Query.me').publicPath, '/api/query');
  });

  it('refuses owners that only an answer could tell', async () => {
    const wrong = modelOf({ ...policy, resources: { user: { id: 'id', owner: { field: '/ownerId' } } } });
    await assert.rejects(wrong, /cannot be asked for at a field of GraphQL/);
  });

  it('is where bounds of documents are set: a field cannot have them', async () => {
    const wrong = modelOf({ ...policy, operations: { 'Query.me': { graphql: { maxDepth: 3 } } } });
    await assert.rejects(wrong, /bounds of documents are set at their carrier/);
  });
});
