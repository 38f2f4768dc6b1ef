import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildSchema, getIntrospectionQuery, graphqlSync, parse, validate } from 'graphql';
import fs from 'node:fs';
import { PortcullisError } from '../../../src/core/errors.js';
import { readContract } from '../../../src/model/contract.js';
import { documentsFromText, loadDocuments } from '../../../src/model/documents.js';
import { standaloneSchemas } from '../../../src/model/standalone.js';
import { fixture } from '../fixture.js';

const file = fixture('shop.graphql');
const text = fs.readFileSync(file, 'utf8');

function lineOf(needle: string): number {
  return text.slice(0, text.indexOf(needle)).split('\n').length;
}

describe('A GraphQL schema as a contract', () => {
  const documents = loadDocuments(file);
  const contract = readContract(documents);
  const operation = (id: string) => {
    const found = contract.operations.get(id);
    assert.ok(found, `${id} is not among ${[...contract.operations.keys()].join(', ')}`);
    return found;
  };
  const standalone = standaloneSchemas(documents, contract.format);
  const bodyOf = (id: string) => standalone(operation(id).body!.content[0]!.schema!, 'request');

  it('has one operation that carries the requests, and one for each field at its roots, those of extensions too', () => {
    assert.equal(contract.format, 'graphql');
    assert.deepEqual(contract.problems, []);
    assert.deepEqual(
      [...contract.operations.keys()],
      [
        'graphql',
        'Query.order',
        'Query.orders',
        'Query.search',
        'Query.node',
        'Query.health',
        'Query.me',
        'Mutation.createOrder',
        'Mutation.login',
      ],
    );
    const { method, path, carriesGraphql, graphql } = operation('graphql');
    assert.deepEqual([method, path, carriesGraphql, graphql], ['post', '/graphql', true, undefined]);
  });

  it('knows which fields only read', () => {
    assert.equal(operation('Query.order').isRead, true);
    assert.equal(operation('Mutation.createOrder').isWrite, true);
    assert.equal(operation('Query.health').deprecated, true);
    assert.equal(operation('Query.order').summary, 'One order.');
  });

  it('describes arguments as the body, closed, with what is required and bounded', () => {
    assert.deepEqual(bodyOf('Query.orders'), {
      type: 'object',
      properties: {
        first: { type: ['integer', 'null'], minimum: -2_147_483_648, maximum: 100, default: 20 },
        after: { type: ['string', 'null'] },
      },
      additionalProperties: false,
    });
    const created = bodyOf('Mutation.createOrder') as {
      required: unknown;
      $defs: Record<string, { properties: object }>;
    };
    assert.deepEqual(created.required, ['input']);
    assert.deepEqual(created.$defs['OrderInput']?.properties, {
      sku: { type: 'string', maxLength: 20, pattern: '^[A-Z]+$' },
      note: { type: ['string', 'null'] },
      nested: { anyOf: [{ $ref: '#/$defs/OrderInput' }, { type: 'null' }] },
    });
  });

  it('describes the answer below the name of the field', () => {
    const schema = standalone(operation('Query.me').responses[0]!.content[0]!.schema!, 'response');
    const { properties, $defs } = schema as {
      properties: { data: { properties: object } };
      $defs: Record<string, object>;
    };
    assert.deepEqual(properties.data.properties, { me: { anyOf: [{ $ref: '#/$defs/User' }, { type: 'null' }] } });
    assert.deepEqual(Object.keys($defs).sort(), ['DateTime', 'Line', 'Order', 'Status', 'User']);
  });

  it('writes a document for every field that a server of this schema takes', () => {
    const schema = buildSchema(text);
    for (const { graphql } of contract.operations.values()) {
      if (!graphql) continue;
      assert.deepEqual(validate(schema, parse(graphql.document)), [], graphql.document);
    }
    assert.equal(
      operation('Query.order').graphql?.document,
      'query ($id: ID!) { order(id: $id) { id placedAt customer { id email passwordHash orders { id placedAt } } } }',
    );
  });

  it('knows the thing that a field is about by its ID', () => {
    assert.deepEqual(operation('Query.order').resource, {
      name: 'order',
      id: { in: 'body', name: 'id', pointer: '/id' },
      from: 'path',
    });
    assert.equal(operation('Query.orders').resource, undefined);
  });

  it('has the place of every part in the schema', () => {
    const at = (pointer: string, key = true) => documents.locate({ file, pointer }, key);
    assert.equal(at(operation('Query.orders').node.pointer).line, lineOf('orders(first'));
    assert.equal(at('/components/schemas/User/properties/passwordHash').line, lineOf('passwordHash'));
    assert.equal(at('/components/schemas/User/properties/passwordHash').column, 3);
    const argument = '/paths/~1Mutation.login/post/requestBody/content/application~1json/schema/properties/password';
    assert.equal(at(argument).column, '  login(name: String!, '.length + 1);
    assert.equal(at('/nowhere').line, 1);
  });

  it('says where a type is missing, and reads on', () => {
    const partly = readContract(documentsFromText('a.graphql', 'type Query {\n  a: Gone\n  b: Int\n}'));
    assert.deepEqual([...partly.operations.keys()], ['graphql', 'Query.a', 'Query.b']);
    assert.equal(partly.problems[0]?.place.line, 2);
    assert.match(partly.problems[0]!.message, /Gone" leads to nothing/);
  });

  it('refuses a second definition, or notes it where a contract is only looked at', () => {
    const twice = 'type Query { a: Int }\ntype Query { b: Int }';
    assert.throws(
      () => documentsFromText('a.graphql', twice),
      (error: PortcullisError) => error.place?.line === 2,
    );
    const { leftOut } = documentsFromText('a.graphql', twice, { partial: true });
    assert.match(leftOut![0]!.message, /"Query" stands twice/);
  });

  it('refuses broken text with its place, and nesting without end', () => {
    assert.throws(
      () => documentsFromText('a.graphql', 'type Query {\n  a: \n}'),
      (error: PortcullisError) => {
        assert.deepEqual([error.code, error.place?.line, error.place?.column], ['SYNTAX_INVALID', 3, 1]);
        return true;
      },
    );
    const deep = `type Query { a: ${'['.repeat(200_000)}Int${']'.repeat(200_000)} }`;
    assert.throws(() => documentsFromText('a.graphql', deep), { code: 'SYNTAX_INVALID' });
  });
});

describe('The JSON of an introspection', () => {
  const schema = buildSchema(text);
  const answer = graphqlSync({ schema, source: getIntrospectionQuery() });
  const json = JSON.stringify(answer, null, 2);
  const documents = documentsFromText('shop.json', json);
  const contract = readContract(documents);

  it('is the same contract as its SDL', () => {
    const wanted = [...readContract(loadDocuments(file)).operations.keys()].sort();
    assert.deepEqual([...contract.operations.keys()].sort(), wanted);
    assert.equal(contract.format, 'graphql');
  });

  it('has its places in the JSON', () => {
    const { line } = documents.locate(
      { file: 'shop.json', pointer: '/components/schemas/User/properties/email' },
      true,
    );
    const lines = json.split('\n');
    assert.match(lines.slice(line - 1, line + 4).join('\n'), /"name": "email"/);
  });

  it('is refused when a part of it is missing', () => {
    assert.throws(() => documentsFromText('a.json', '{"data": {"__schema": {"types": []}}}'), {
      code: 'CONTRACT_INVALID',
    });
  });
});
