import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, test } from 'node:test';
import graphql from '../../../src/gateway/guards/graphql.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf, type RequestFacts } from '../guard-fixture.js';

const known = '{ me { name } }';
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

let model: ApiModel;
before(async () => {
  const requestBody = { content: { 'application/json': {}, 'application/graphql': {} } };
  const post = (operationId: string) => ({ post: { operationId, requestBody, responses: {} } });
  model = await modelOf(
    {
      paths: {
        '/plain': post('plain'),
        '/small': post('small'),
        '/open': post('open'),
        '/known': post('known'),
        '/get': { get: { operationId: 'get', responses: {} } },
        '/rest': post('rest'),
      },
    },
    {
      operations: {
        plain: { graphql: {} },
        small: {
          graphql: { maxDepth: 3, maxAliases: 2, maxRootFields: 2, maxTokens: 60, maxDirectives: 2, maxCost: 50 },
        },
        open: { graphql: { introspection: true, batch: 2 } },
        known: { graphql: { persistedOnly: [sha(known)] } },
        get: { graphql: {} },
      },
    },
  );
});

async function send(operation: string, body: unknown, facts: RequestFacts = {}): Promise<string> {
  const denial = await judge(graphql, exchangeFor(model, operation, { body, ...facts }), contextOf(model));
  return denial?.errors?.[0]?.reason ?? denial?.code ?? 'passes';
}

const nested = (levels: number): string => '{ a '.repeat(levels) + '}'.repeat(levels);

for (const [what, query, expected] of [
  ['a query', '{ me { name } }', 'passes'],
  [
    'a query with variables, directives and fragments',
    'query Q($n: Int) { me @skip(if: false) { ...F } } fragment F on User { orders(first: $n) { id } }',
    'passes',
  ],
  ['the name of a type', '{ __typename me { __typename } }', 'passes'],
  ['exactly the deepest nesting', nested(10), 'passes'],
  ['one level more', nested(11), 'is nested deeper than 10'],
  ['nesting by fragments', `{ a { ...F } } fragment F on T ${nested(10)}`, 'is nested deeper than 10'],
  ['nesting by inline fragments', `{ a { ... on T ${nested(10)} } }`, 'is nested deeper than 10'],
  [
    'many aliases',
    `{ ${Array.from({ length: 16 }, (_, i) => `a${i}: me { id }`).join(' ')} }`,
    'has more than 15 aliases',
  ],
  [
    'aliases by fragments',
    `{ ${'x { ...F } '.repeat(8)} } fragment F on T { a: id b: id }`,
    'has more than 15 aliases',
  ],
  [
    'many fields at the root',
    `{ ${Array.from({ length: 21 }, (_, i) => `f${i}`).join(' ')} }`,
    'has more than 20 fields at its root',
  ],
  [
    'fields at the root by fragments',
    `{ ...A ...A ...A } fragment A on Query { ${'f '.repeat(7)} }`,
    'has more than 20 fields at its root',
  ],
  ['many directives', `{ me ${'@a '.repeat(51)} }`, 'has more than 50 directives'],
  ['many tokens', `{ ${'a '.repeat(2_000)} }`, 'has more than 2000 tokens'],
  ['the schema', '{ __schema { types { name } } }', 'reads the schema'],
  [
    'a type of the schema, in a fragment',
    '{ ...F } fragment F on Query { x: __type(name: "User") { name } }',
    'reads the schema',
  ],
  [
    'a fragment that contains itself',
    '{ ...F } fragment F on Query { a { ...G } } fragment G on T { b { ...F } }',
    'has a fragment that contains itself',
  ],
  ['a fragment of nowhere', '{ ...F }', 'spreads a fragment that is not in it'],
  ['a fragment twice', '{ ...F } fragment F on Query { a } fragment F on Query { b }', 'has a fragment twice'],
  ['a definition of a type', 'type A { b: Int }', 'has a definition that is no operation'],
  ['only a fragment', 'fragment F on Query { a }', 'has no operation'],
  ['several operations', 'query A { a } query B { b }', 'has several operations and names none'],
  ['an operation twice', 'query A { a } query A { b }', 'has an operation twice'],
  ['an operation without a name among others', 'query A { a } { b }', 'has an operation without a name'],
  ['no GraphQL', 'SELECT 1', 'is not a GraphQL document'],
  ['nothing', '', 'is not a GraphQL document'],
] as const) {
  test(`a document with ${what}: ${expected}`, async () => assert.equal(await send('plain', { query }), expected));
}

test('fragments that spread each other many times are measured in linear time', async () => {
  const levels = Array.from({ length: 60 }, (_, i) => `fragment F${i} on T { ...F${i + 1} ...F${i + 1} }`).join(' ');
  const started = performance.now();
  const query = `{ me { ...F0 } } ${levels} fragment F60 on T { a: id }`;
  assert.equal(await send('plain', { query }), 'has more than 15 aliases');
  assert.ok(performance.now() - started < 500);
});

for (const [what, body, expected] of [
  ['a list counts as often as its size', { query: '{ a(first: 20) { b c } }' }, 'passes'],
  ['a longer one', { query: '{ a(first: 30) { b c } }' }, 'costs more than 50'],
  [
    'the size from a variable',
    { query: 'query ($n: Int) { a(limit: $n) { b } }', variables: { n: 50 } },
    'costs more than 50',
  ],
  ['another value of it', { query: 'query ($n: Int) { a(limit: $n) { b } }', variables: { n: 5 } }, 'passes'],
  ['its default', { query: 'query ($n: Int = 90) { a(pageSize: $n) { b } }' }, 'costs more than 50'],
  ['a negative size', { query: '{ a(last: -90) { b } }' }, 'costs more than 50'],
  ['lists in lists', { query: '{ a(first: 9) { b(first: 9) { c } } }' }, 'costs more than 50'],
  ['its own depth', { query: nested(4) }, 'is nested deeper than 3'],
  ['its own number of tokens', { query: `{ ${'a '.repeat(60)} }` }, 'has more than 60 tokens'],
] as const) {
  test(`bounds of the policy: ${what}: ${expected}`, async () => assert.equal(await send('small', body), expected));
}

for (const [what, operation, body, expected] of [
  ['introspection where it is allowed', 'open', { query: '{ __schema { types { name } } }' }, 'passes'],
  ['a batch where it is allowed', 'open', [{ query: '{ a }' }, { query: '{ b }' }], 'passes'],
  [
    'a longer batch',
    'open',
    [{ query: '{ a }' }, { query: '{ b }' }, { query: '{ c }' }],
    'has more than 2 operations',
  ],
  ['a bad document in a batch', 'open', [{ query: '{ a }' }, { query: '{' }], 'is not a GraphQL document'],
  ['a batch where it is not', 'plain', [{ query: '{ a }' }, { query: '{ b }' }], 'has more than 1 operations'],
  ['a list of one', 'plain', [{ query: '{ a }' }], 'passes'],
  ['an empty list', 'plain', [], 'has no request'],
  ['the named operation', 'plain', { query: 'query A { a } query B { b }', operationName: 'B' }, 'passes'],
  [
    'an operation that is not there',
    'plain',
    { query: 'query A { a }', operationName: 'B' },
    'names an operation that is not in it',
  ],
  ['a document that is no text', 'plain', { query: ['{ a }'] }, 'must have its document as text'],
  [
    'variables that are no object',
    'plain',
    { query: '{ a }', variables: '{}' },
    'must have its variables in an object',
  ],
  ['nulls', 'plain', { query: '{ a }', variables: null, operationName: null, extensions: null }, 'passes'],
  ['another property', 'plain', { query: '{ a }', id: 'x' }, 'has a property that is not of GraphQL over HTTP'],
  ['a number', 'plain', 1, 'must be a GraphQL request'],
  [
    'a hash alone',
    'plain',
    { extensions: { persistedQuery: { sha256Hash: sha(known) } } },
    'stands for a document that is not known here',
  ],
  ['no document', 'plain', {}, 'has no document'],
  [
    'a document of another hash',
    'plain',
    { query: '{ a }', extensions: { persistedQuery: { sha256Hash: sha(known) } } },
    'has a document of another hash',
  ],
  ['a known document', 'known', { query: known }, 'passes'],
  [
    'the hash of a known document',
    'known',
    { extensions: { persistedQuery: { sha256Hash: sha(known).toUpperCase() } } },
    'passes',
  ],
  ['another document', 'known', { query: `${known} ` }, 'is not among the documents that may be sent'],
] as const) {
  test(`a request with ${what}: ${expected}`, async () => assert.equal(await send(operation, body), expected));
}

test('a document may be the whole body', async () => {
  const headers = { 'content-type': 'application/graphql' };
  assert.equal(await send('plain', Buffer.from('{ me }'), { headers }), 'passes');
  assert.equal(await send('plain', Buffer.from('{ __schema }'), { headers }), 'reads the schema');
  assert.equal(
    await send('plain', Buffer.from('{ me }'), { headers: { 'content-type': 'text/plain' } }),
    'must be JSON',
  );
});

test('by GET only queries are taken, and each parameter once', async () => {
  const get = (query: string) => send('get', undefined, { query });
  assert.equal(await get('query=%7B+me+%7D&variables=%7B%7D'), 'passes');
  assert.equal(await get('query=mutation+%7B+pay+%7D'), 'must be a query when it is sent by GET');
  assert.equal(await get('query=%7Ba%7D&query=%7Bb%7D'), 'has a parameter twice');
  assert.equal(await get('query=%7Ba%7D&variables=%7B'), 'is not JSON');
  assert.equal(await get('query=%E0%A4'), 'has a broken percent-encoding');
  assert.equal(await get(''), 'has no document');
});

test('an operation that the policy does not call GraphQL is left alone', () => {
  assert.equal(graphql.compile?.(model.operations.get('rest')!, contextOf(model)), null);
});
