import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diffContracts } from '../../../src/audit/drift/diff.js';
import type { Change } from '../../../src/audit/drift/types.js';
import { documentsFromText } from '../../../src/model/documents.js';
import { compileProject } from '../../../src/model/project-compile.js';
import type { ApiModel } from '../../../src/model/types.js';

const head = `openapi: 3.1.0
info: { title: Shop, version: '1' }
`;
const schemes = `
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    key: { type: apiKey, in: header, name: x-key }
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { read: r, write: w } } } }`;

function modelOf(name: string, text: string): ApiModel {
  const contracts = new Map([['shop', documentsFromText(name, head + text, { refs: true })]]);
  return compileProject({ contracts, baseDir: '.', today: new Date('2026-11-25') }).apis[0]!;
}

const diff = (before: string, after: string): readonly Change[] =>
  diffContracts(modelOf('old.yaml', before), modelOf('new.yaml', after));

interface Parts {
  readonly security?: string;
  readonly body?: string;
  readonly answer?: string;
  readonly parameters?: string;
  readonly servers?: string;
  readonly schemes?: string;
  readonly paths?: string;
  readonly more?: string;
}

/** `POST /orders/{id}` with a body and an answer, as YAML in flow style. */
const contract = ({
  security = '[{ bearer: [] }]',
  body = '{ type: object }',
  answer = '{ type: object }',
  parameters = '[{ name: id, in: path, required: true, schema: { type: string } }]',
  servers = "[{ url: 'https://api.example.com/v1' }]",
  schemes: declared = schemes,
  paths = '',
  more = '',
}: Parts = {}): string => `servers: ${servers}
paths:
  '/orders/{id}':
    post:
      operationId: change
      security: ${security}
      parameters: ${parameters}
      ${more}
      requestBody: { content: { application/json: { schema: ${body} } } }
      responses: { '200': { description: x, content: { application/json: { schema: ${answer} } } } }
${paths}
components:${declared}
`;

interface Row {
  readonly was: Parts;
  readonly is: Parts;
  readonly id: string;
  readonly severity?: Change['severity'];
  readonly says?: RegExp;
}

const object = (properties: string, more = ''): string => `{ type: object, properties: { ${properties} }${more} }`;
const scope = (...names: readonly string[]): string => `[{ oauth: [${names.join(', ')}] }]`;
const text = (more: string): string => object(`note: { type: string${more} }`);
const path = '{ name: id, in: path, required: true, schema: { type: string } }';

const weakened: Readonly<Record<string, Row>> = {
  'authentication that is dropped': {
    was: {},
    is: { security: '[]' },
    id: 'authentication-dropped',
    severity: 'critical',
    says: /^POST \/orders\/\{id\} asked for bearer; now callers need no credential$/,
  },
  'authentication that is optional now': {
    was: {},
    is: { security: '[{ bearer: [] }, {}]' },
    id: 'authentication-dropped',
  },
  'a scope that is dropped': {
    was: { security: scope('read', 'write') },
    is: { security: scope('read') },
    id: 'scope-dropped',
    severity: 'high',
    says: /asked for oauth with read, write; now oauth with read is enough/,
  },
  'another scheme that will do': {
    was: {},
    is: { security: '[{ bearer: [] }, { key: [] }]' },
    id: 'scheme-added',
    severity: 'medium',
    says: /now key is enough/,
  },
  'one of two that were needed together': {
    was: { security: '[{ bearer: [], key: [] }]' },
    is: { security: '[{ key: [] }]' },
    id: 'scope-dropped',
  },
  'a key that moved into the address': {
    was: {},
    is: { schemes: schemes.replace('in: header', 'in: query') },
    id: 'scheme-weakened',
    says: /was a key in the header and is a key in the query/,
  },
  'a bearer token that became a password': {
    was: {},
    is: { schemes: schemes.replace('scheme: bearer', 'scheme: basic') },
    id: 'scheme-weakened',
  },
  'the password flow': {
    was: {},
    is: { schemes: schemes.replace('clientCredentials', 'password') },
    id: 'weak-flow-added',
    says: /password/,
  },
  'tokens without TLS': {
    was: {},
    is: { schemes: schemes.replace('https://a', 'http://a') },
    id: 'scheme-without-tls',
  },
  'a server without TLS': {
    was: {},
    is: { servers: "[{ url: 'http://api.example.com/v1' }]" },
    id: 'server-without-tls',
  },
  'a length that grows': {
    was: { body: text(', maxLength: 100') },
    is: { body: text(', maxLength: 10000') },
    id: 'bound-widened',
    severity: 'medium',
    says: /body \/note: maxLength was 100 and is 10000/,
  },
  'a length that is gone': {
    was: { body: text(', maxLength: 100') },
    is: { body: text('') },
    id: 'bound-widened',
    says: /maxLength 100 is gone/,
  },
  'a list that is longer': {
    was: { body: '{ type: array, maxItems: 10 }' },
    is: { body: '{ type: array, maxItems: 1000 }' },
    id: 'bound-widened',
  },
  'an amount that may be negative': {
    was: { body: object('n: { type: number, minimum: 0 }') },
    is: { body: object('n: { type: number }') },
    id: 'bound-widened',
    severity: 'low',
  },
  'a bound of a parameter': {
    was: { parameters: `[${path}, { name: limit, in: query, schema: { type: integer, maximum: 100 } }]` },
    is: { parameters: `[${path}, { name: limit, in: query, schema: { type: integer, maximum: 100000 } }]` },
    id: 'bound-widened',
    says: /query limit: maximum was 100/,
  },
  'a pattern that is gone': {
    was: { body: text(", pattern: '^[a-z]+$'") },
    is: { body: text('') },
    id: 'pattern-dropped',
  },
  'a pattern without its anchor': {
    was: { body: text(", pattern: '^[a-z]+$'") },
    is: { body: text(", pattern: '[a-z]+$'") },
    id: 'pattern-loosened',
  },
  'a pattern that takes anything': {
    was: { body: text(", pattern: '^[a-z]+$'") },
    is: { body: text(", pattern: '^.*$'") },
    id: 'pattern-loosened',
  },
  'a pattern that takes more': {
    was: { body: text(", pattern: '^[a-z]{1,8}$'") },
    is: { body: text(", pattern: '^[a-z]{1,80}$'") },
    id: 'pattern-loosened',
  },
  'a format that is gone': {
    was: { body: text(', format: uuid') },
    is: { body: text('') },
    id: 'format-dropped',
    severity: 'low',
  },
  'a list of values that is gone': {
    was: { body: text(', enum: [a, b]') },
    is: { body: text('') },
    id: 'enum-dropped',
  },
  'a role that callers may name': {
    was: { body: object('role: { type: string, enum: [user] }') },
    is: { body: object('role: { type: string, enum: [user, admin] }') },
    id: 'role-added',
    severity: 'high',
    says: /may be "admin" now/,
  },
  'an object that is open now': {
    was: { body: object('a: {}', ', additionalProperties: false') },
    is: { body: object('a: {}') },
    id: 'object-opened',
    severity: 'medium',
  },
  'a secret in the answer': {
    was: { answer: object('id: {}') },
    is: { answer: object('id: {}, passwordHash: { type: string }') },
    id: 'secret-exposed',
    severity: 'high',
    says: /response 200 has "passwordHash" now/,
  },
  'another property in the answer, as a smaller matter': {
    was: { answer: object('id: {}') },
    is: { answer: object('id: {}, colour: { type: string }') },
    id: 'property-exposed',
    severity: 'low',
  },
  'a property inside a list inside an answer': {
    was: { answer: `{ type: array, items: ${object('id: {}')} }` },
    is: { answer: `{ type: array, items: ${object('id: {}, token: { type: string }')} }` },
    id: 'secret-exposed',
    says: /response 200 \/\* has "token"/,
  },
  'a property that may be set now': {
    was: { body: object('balance: { type: number, readOnly: true }') },
    is: { body: object('balance: { type: number }') },
    id: 'property-writable',
  },
  'a property that is given out now': {
    was: { answer: object('pin: { type: string, writeOnly: true }') },
    is: { answer: object('pin: { type: string }') },
    id: 'property-readable',
  },
  'power that callers may choose': {
    was: { body: object('a: {}') },
    is: { body: object('a: {}, isAdmin: { type: boolean }') },
    id: 'power-writable',
  },
  'a body of any kind': { was: {}, is: {}, id: '' },
  'a new operation without a credential': {
    was: {},
    is: { paths: '  /open: { post: { operationId: open, security: [], responses: {} } }' },
    id: 'open-operation-added',
    severity: 'high',
  },
};

describe('a weaker control is found, although both contracts are valid:', () => {
  const { 'a body of any kind': _, ...rows } = weakened;
  for (const [name, { was, is, id, severity, says }] of Object.entries(rows)) {
    it(name, () => {
      const changes = diff(contract(was), contract(is)).filter(({ kind }) => kind === 'weakened');
      assert.deepEqual(
        changes.map((change) => change.id),
        [id],
        JSON.stringify(changes.map(({ message }) => message)),
      );
      if (severity) assert.equal(changes[0]!.severity, severity);
      if (says) assert.match(changes[0]!.message, says);
      assert.equal(changes[0]!.place.file, 'new.yaml');
    });
  }

  it('a body of any kind', () => {
    const wide = contract().replace(
      'application/json: { schema: { type: object } } } }\n      responses',
      "'*/*': { schema: { type: object } } } }\n      responses",
    );
    assert.ok(diff(contract(), wide).some(({ id, kind }) => id === 'media-type-widened' && kind === 'weakened'));
  });
});

const strong: Readonly<Record<string, Omit<Row, 'id'>>> = {
  nothing: { was: {}, is: {} },
  'other words and another order': {
    was: { body: object('a: { type: string }, b: { type: string }') },
    is: { body: object('b: { type: string, description: new }, a: { type: string }') },
  },
  'more is asked for': { was: { security: scope('read') }, is: { security: scope('read', 'write') } },
  'a credential is asked for': { was: { security: '[]' }, is: {} },
  'one way in is closed': { was: { security: '[{ bearer: [] }, { key: [] }]' }, is: {} },
  'tighter bounds': { was: { body: text(', maxLength: 100') }, is: { body: text(', maxLength: 10, pattern: "^a$"') } },
  'an object that is closed': {
    was: { body: object('a: {}') },
    is: { body: object('a: {}', ', additionalProperties: false') },
  },
  'looser answers': { was: { answer: text(', maxLength: 10') }, is: { answer: text('') } },
  'a property that only goes out, in the request': {
    was: { body: object('a: {}') },
    is: { body: object('a: {}, owner: { type: string, readOnly: true }') },
  },
  'a property that only comes in, in the answer': {
    was: { answer: object('a: {}') },
    is: { answer: object('a: {}, password: { type: string, writeOnly: true }') },
  },
  'a new operation with a credential': {
    was: {},
    is: { paths: '  /more: { get: { operationId: more, security: [{ bearer: [] }], responses: {} } }' },
  },
  'another name of a path parameter': { was: {}, is: {} },
  'a server of this kind more': {
    was: {},
    is: { servers: "[{ url: 'https://api.example.com/v1' }, { url: 'https://eu.example.com/v1' }]" },
  },
};

describe('no control is weaker when', () => {
  for (const [name, { was, is }] of Object.entries(strong)) {
    it(name, () => {
      const changes = diff(contract(was), contract(is)).filter(({ kind }) => kind === 'weakened');
      assert.deepEqual(
        changes.map(({ message }) => message),
        [],
      );
    });
  }

  it('a path parameter has another name', () => {
    const renamed = contract().replaceAll('{id}', '{orderId}').replace('name: id,', 'name: orderId,');
    assert.deepEqual(diff(contract(), renamed), []);
  });
});

const breaking: Readonly<Record<string, Row>> = {
  'an operation that is gone': {
    was: { paths: '  /gone: { get: { operationId: gone, responses: {} } }' },
    is: {},
    id: 'operation-removed',
  },
  'a parameter that is needed now': {
    was: { parameters: `[${path}, { name: q, in: query, schema: {} }]` },
    is: { parameters: `[${path}, { name: q, in: query, required: true, schema: {} }]` },
    id: 'parameter-required',
  },
  'a new parameter that is needed': {
    was: {},
    is: { parameters: `[${path}, { name: q, in: query, required: true, schema: {} }]` },
    id: 'required-parameter-added',
  },
  'a property that is needed now': {
    was: { body: object('a: {}') },
    is: { body: object('a: {}', ', required: [a]') },
    id: 'property-required',
  },
  'a property that answers lack': {
    was: { answer: object('a: {}, b: {}') },
    is: { answer: object('a: {}') },
    id: 'property-removed',
  },
  'another type': { was: { body: text('') }, is: { body: object('note: { type: integer }') }, id: 'type-changed' },
  'a value that is refused': {
    was: { body: text(', enum: [a, b]') },
    is: { body: text(', enum: [a]') },
    id: 'enum-value-removed',
  },
  'a tighter bound': { was: { body: text('') }, is: { body: text(', maxLength: 5') }, id: 'bound-tightened' },
  'a credential that is asked for': { was: { security: '[]' }, is: {}, id: 'authentication-added' },
  'another base path': { was: {}, is: { servers: "[{ url: 'https://api.example.com/v2' }]" }, id: 'base-path-gone' },
  'a success that is answered no more': { was: {}, is: {}, id: '' },
};

describe('what breaks clients is found:', () => {
  const { 'a success that is answered no more': _, ...rows } = breaking;
  for (const [name, { was, is, id }] of Object.entries(rows)) {
    it(name, () => {
      const changes = diff(contract(was), contract(is)).filter(({ kind }) => kind === 'breaking');
      assert.deepEqual(
        changes.map((change) => change.id),
        [id],
      );
    });
  }

  it('a success that is answered no more', () => {
    const changes = diff(contract(), contract().replace("'200'", "'202'"));
    assert.deepEqual(changes.map(({ id }) => id).sort(), ['response-added', 'response-removed']);
  });
});

it('one change of a shared schema is said once, with how many operations it concerns', () => {
  const shared = (more: string) => `paths:
  /a: { post: { operationId: a, requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } }, responses: {} } }
  /b: { post: { operationId: b, requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } }, responses: {} } }
components: { schemas: { Note: ${text(more)} } }`;
  const changes = diff(shared(', maxLength: 5'), shared(''));
  assert.equal(changes.length, 1);
  assert.match(changes[0]!.message, /^POST \/a, body \/note: maxLength 5 is gone \(and 1 more operation\)$/);
});

it('a schema that contains itself is compared once', () => {
  const tree = (most: number) => `paths:
  /a: { post: { operationId: a, requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } } }, responses: {} } }
components: { schemas: { Tree: { type: object, properties: { name: { type: string, maxLength: ${most} }, children: { type: array, items: { $ref: '#/components/schemas/Tree' } } } } } }`;
  assert.deepEqual(
    diff(tree(5), tree(50)).map(({ id }) => id),
    ['bound-widened'],
  );
});
