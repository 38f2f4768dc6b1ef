import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PortcullisError } from '../../src/core/errors.js';
import { readContract, type Contract } from '../../src/model/contract.js';
import { documentsFromText, loadDocuments } from '../../src/model/documents.js';
import { fixture } from './fixture.js';

function contractOf(value: unknown): Contract {
  return readContract(documentsFromText('api.json', JSON.stringify(value)));
}

/** A contract with these paths. */
function withPaths(paths: unknown, more: object = {}): Contract {
  return contractOf({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, ...more });
}

function problemsOf(contract: Contract): string[] {
  return contract.problems.map(({ code, message }) => `${code}: ${message}`);
}

describe('A contract of OpenAPI 3.1', () => {
  const contract = readContract(loadDocuments(fixture('shop.yaml')));
  const operation = (id: string) => {
    const found = contract.operations.get(id);
    assert.ok(found, `${id} is not among ${[...contract.operations.keys()].join(', ')}`);
    return found;
  };

  it('has its title, servers, schemas, schemes and extensions', () => {
    assert.deepEqual([contract.format, contract.title, contract.version], ['openapi-3.1', 'Shop', '2.0.0']);
    assert.equal(contract.servers[0]?.url, 'https://{region}.example.com/v1');
    assert.deepEqual(contract.servers[0]?.variables, { region: { default: 'eu', enum: ['eu', 'us'] } });
    assert.deepEqual([...contract.schemas.keys()], ['Order', 'Line', 'Sku']);
    assert.deepEqual([...contract.securitySchemes.keys()], ['bearer', 'key', 'login', 'mutual', 'oidc']);
    assert.deepEqual(contract.extensions, { 'x-portcullis': { mode: 'monitor' } });
  });

  it('names operations by operationId, or by method and path where it is missing or taken', () => {
    const ids = [...contract.operations.keys()];
    assert.deepEqual(ids, [
      'createOrder',
      'getOrder',
      'DELETE /orders/{orderId}',
      'PATCH /orders/{orderId}',
      'webhook:shipped.post',
      'callback:createOrder.paid.{$request.body#/callbackUrl}.post',
    ]);
    assert.deepEqual(problemsOf(contract), [
      'duplicate: The operationId "getOrder" is taken: this one is called "DELETE /orders/{orderId}"',
    ]);
    assert.equal(contract.problems[0]?.place.line, 57);
  });

  it('marks webhooks and callbacks as outgoing, without the security of callers', () => {
    const outgoing = [...contract.operations.values()].filter((each) => each.outgoing);
    assert.equal(outgoing.length, 2);
    for (const each of outgoing) assert.deepEqual([each.security.declared, each.resource], ['nowhere', undefined]);
  });

  it('merges parameters: the operation wins, and each keeps its own place', () => {
    const { parameters } = operation('getOrder');
    const seen = parameters.map(({ in: place, name, style, required, node }) => [
      place,
      name,
      style,
      required,
      node.pointer,
    ]);
    const path = '/paths/~1orders~1{orderId}';
    assert.deepEqual(seen, [
      ['path', 'orderId', 'simple', true, `${path}/parameters/0`],
      ['query', 'verbose', 'pipeDelimited', false, `${path}/get/parameters/0`],
      ['header', 'x-trace', 'simple', true, `${path}/get/parameters/1`],
      ['query', 'filter', 'form', false, `${path}/get/parameters/3`],
    ]);
    assert.deepEqual(parameters[0]?.examples, ['o-1']);
    assert.equal(parameters[3]?.mediaType, 'application/json');
    assert.equal(parameters[3]?.explode, true);
  });

  it('reads bodies, responses, headers and links', () => {
    const { body, responses } = operation('createOrder');
    assert.equal(body?.required, true);
    assert.equal(body?.content[0]?.mediaType, 'application/json');
    assert.deepEqual(body?.content[0]?.examples, [{ total: 1 }]);
    assert.deepEqual(
      responses.map(({ status }) => status),
      ['201', '4XX'],
    );
    assert.equal(responses[0]?.headers.get('x-request-id')?.required, true);
    assert.equal(responses[0]?.links.get('get')?.operationId, 'getOrder');
    assert.equal(responses[1]?.content[0]?.mediaType, 'application/problem+json');
    assert.equal(responses[1]?.node.pointer, '/components/responses/Bad');
  });

  it('reads security as alternatives of which one must hold', () => {
    const { security } = operation('createOrder');
    assert.deepEqual(security.alternatives, [
      [
        { scheme: 'bearer', scopes: ['orders'] },
        { scheme: 'key', scopes: [] },
      ],
      [],
    ]);
    assert.deepEqual(
      [security.declared, security.anonymousAllowed, security.requiresCredential],
      ['operation', true, false],
    );
    const inherited = operation('getOrder').security;
    assert.deepEqual(
      [inherited.declared, inherited.requiresCredential, inherited.node.pointer],
      ['contract', true, '/security'],
    );
    const open = operation('DELETE /orders/{orderId}').security;
    assert.deepEqual([open.declared, open.anonymousAllowed], ['operation', true]);
  });

  it('reads every kind of security scheme', () => {
    const { bearer, key, login, oidc } = Object.fromEntries(contract.securitySchemes);
    assert.ok(bearer?.type === 'http' && bearer.scheme === 'bearer' && bearer.bearerFormat === 'JWT');
    assert.ok(key?.type === 'apiKey' && key.in === 'header' && key.parameter === 'X-Key');
    assert.ok(login?.type === 'oauth2');
    assert.deepEqual(
      login.flows.map(({ kind, scopes, node }) => [kind, scopes, node.pointer]),
      [['authorizationCode', ['orders'], '/components/securitySchemes/login/flows/authorizationCode']],
    );
    assert.ok(oidc?.type === 'openIdConnect' && oidc.url.endsWith('openid-configuration'));
  });

  it('keeps what the operation says of itself', () => {
    const { tags, deprecated, extensions, isRead, isWrite, resource } = operation('getOrder');
    assert.deepEqual(
      [tags, deprecated, extensions, isRead, isWrite],
      [['orders'], true, { 'x-owner': 'shop' }, true, false],
    );
    assert.deepEqual(resource, { name: 'order', id: { in: 'path', name: 'orderId' }, from: 'path' });
  });
});

describe('A contract of several files', () => {
  it('reads a path item behind a reference, with what stands beside it', () => {
    const contract = readContract(loadDocuments(fixture('multi/openapi.yaml')));
    assert.deepEqual([...contract.operations.keys()], ['getOrder', 'health']);
    const order = contract.operations.get('getOrder')!;
    assert.ok(order.node.file.endsWith('paths/order.yaml'));
    assert.equal(order.parameters[0]?.name, 'orderId');
    const beside = withPaths(
      { '/a': { $ref: '#/components/pathItems/A', get: { operationId: 'own', responses: {} } } },
      { components: { pathItems: { A: { get: { operationId: 'theirs' }, put: { operationId: 'put' } } } } },
    );
    assert.deepEqual([...beside.operations.keys()], ['own', 'put']);
  });
});

describe('A contract that is partly wrong is read as far as possible', () => {
  it('reports broken references with their state and place', () => {
    const contract = withPaths({
      '/a': { get: { parameters: [{ $ref: '#/nothing' }], responses: { 200: { $ref: 'http://x.example/' } } } },
    });
    assert.deepEqual(problemsOf(contract), [
      'ref: The reference "#/nothing" leads to nothing',
      'ref: The reference "http://x.example/" leads to the network and was not fetched',
    ]);
    assert.equal(contract.operations.size, 1);
  });

  it('leaves out what has the wrong type', () => {
    const contract = withPaths({
      '/a': { get: null, GET: {}, put: { parameters: {}, responses: [], security: 'no', tags: 'x' } },
      b: {},
      '/c': [],
      '/d': {
        query: {},
        get: { parameters: [{ in: 'query' }, { name: 'x', in: 'body' }, 7], responses: { 99: {}, ok: {} } },
      },
    });
    assert.deepEqual([...contract.operations.keys()], ['PUT /a', 'GET /d']);
    const codes = contract.problems.map(({ code }) => code);
    assert.equal(codes.filter((code) => code === 'structure').length, 12);
    assert.equal(codes.filter((code) => code === 'unsupported').length, 1);
  });

  it('a security list that cannot be read opens nothing', () => {
    const schemes = { security: [{ key: [] }] };
    const { operations } = withPaths(
      { '/a': { get: { security: ['key'] }, put: { security: {} }, post: { security: [null, { key: null }] } } },
      schemes,
    );
    for (const operation of operations.values())
      assert.equal(operation.security.requiresCredential, true, operation.id);
    assert.equal(operations.get('POST /a')?.security.declared, 'operation');
  });

  it('the same parameter twice is reported, and the last one counts', () => {
    const contract = withPaths({
      '/a': {
        get: {
          parameters: [
            { name: 'x', in: 'query' },
            { name: 'x', in: 'query', required: true },
          ],
        },
      },
    });
    assert.deepEqual(problemsOf(contract), ['duplicate: The query parameter "x" is described twice here']);
    assert.deepEqual(
      contract.operations.get('GET /a')?.parameters.map(({ required }) => required),
      [true],
    );
  });

  it('servers of one path are reported where they differ from the contract', () => {
    const servers = [{ url: 'https://a.example' }];
    assert.deepEqual(problemsOf(withPaths({ '/a': { servers, get: {} } }, { servers })), []);
    const other = withPaths({ '/a': { get: { servers: [{ url: 'https://b.example' }] } } }, { servers });
    assert.deepEqual(problemsOf(other), ['unsupported: Servers of one path or operation are not read']);
  });
});

describe('What is no supported contract', () => {
  const cases: readonly (readonly [name: string, text: string, code: string, line: number])[] = [
    ['AsyncAPI', 'info: {}\nasyncapi: 3.0.0', 'CONTRACT_UNSUPPORTED', 2],
    ['OpenAPI 4', 'openapi: 4.0.0', 'CONTRACT_UNSUPPORTED', 1],
    ['OpenAPI 3.10', 'openapi: 3.10.0', 'CONTRACT_UNSUPPORTED', 1],
    ['Swagger 1.2', "swagger: '1.2'", 'CONTRACT_UNSUPPORTED', 1],
    ['an object without a version', 'paths: {}', 'CONTRACT_INVALID', 1],
    ['a list', '- openapi: 3.0.0', 'CONTRACT_INVALID', 1],
    ['an empty file', '', 'CONTRACT_INVALID', 1],
  ];
  for (const [name, text, code, line] of cases) {
    it(name, () => {
      assert.throws(
        () => readContract(documentsFromText('api.yaml', text)),
        (error) =>
          error instanceof PortcullisError && error.code === code && error.place?.line === line && !!error.hint,
      );
    });
  }

  it('a misspelt first key gets a hint', () => {
    const documents = documentsFromText('api.yaml', 'openapy: 3.0.0');
    assert.throws(() => readContract(documents), { hint: 'did you mean "openapi"?' });
  });

  it('versions written as numbers are understood', () => {
    assert.equal(readContract(documentsFromText('api.yaml', 'swagger: 2.0')).format, 'openapi-2.0');
    assert.equal(readContract(documentsFromText('api.yaml', 'openapi: 3.2.0')).format, 'openapi-3.2');
  });
});
