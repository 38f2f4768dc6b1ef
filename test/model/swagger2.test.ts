import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readContract } from '../../src/model/contract.js';
import { loadDocuments } from '../../src/model/documents.js';
import { schemaRoots, walkSchemas } from '../../src/model/schema-walk.js';
import { standaloneSchemas } from '../../src/model/standalone.js';
import { fixture } from './fixture.js';

describe('A contract of OpenAPI 2.0', () => {
  const documents = loadDocuments(fixture('swagger2.yaml'));
  const contract = readContract(documents);
  const { listPets, addPet, addPhoto } = Object.fromEntries(contract.operations);
  const standalone = standaloneSchemas(documents, contract.format);

  it('has no problems and one server for each scheme', () => {
    assert.deepEqual(contract.problems, []);
    assert.deepEqual(
      contract.servers.map(({ url, node }) => [url, node.pointer]),
      [
        ['https://api.example.com/v2', '/schemes/0'],
        ['http://api.example.com/v2', '/schemes/1'],
      ],
    );
  });

  it('turns collectionFormat into styles', () => {
    const styles = listPets?.parameters.map(({ name, style, explode }) => [name, style, explode]);
    assert.deepEqual(styles, [
      ['trace', 'simple', false],
      ['tags', 'form', true],
      ['ids', 'pipeDelimited', false],
      ['csv', 'form', false],
    ]);
  });

  it('uses the parameter itself as its schema', () => {
    const schema = standalone(listPets!.parameters[2]!.schema!, 'request');
    assert.deepEqual(schema, { type: 'array', items: { type: 'integer' } });
  });

  it('reads the body parameter as a body', () => {
    assert.equal(addPet?.body?.required, true);
    assert.deepEqual(
      addPet?.parameters.map(({ name }) => name),
      ['trace'],
    );
    assert.deepEqual(
      addPet?.body?.content.map(({ mediaType }) => mediaType),
      ['application/json'],
    );
    assert.equal(addPet?.body?.node.pointer, '/paths/~1pets/post/parameters/0');
  });

  it('reads form parameters as one form, the operation over the path', () => {
    const content = addPhoto!.body!.content;
    assert.deepEqual(
      content.map(({ mediaType }) => mediaType),
      ['multipart/form-data'],
    );
    assert.deepEqual(standalone(content[0]!.schema!, 'request'), {
      type: 'object',
      required: ['photo'],
      properties: { note: { type: 'string', maxLength: 10 }, photo: { type: 'string', format: 'binary' } },
    });
  });

  it('locates the fields of a form at their parameters', () => {
    const { file, pointer } = addPhoto!.body!.content[0]!.schema!;
    const note = documents.locate({ file, pointer: `${pointer}/properties/note` });
    const parameter = documents.locate({ file, pointer: '/paths/~1pets~1{petId}~1photo/post/parameters/1' });
    assert.deepEqual(note, parameter);
    assert.equal(documents.at({ file, pointer: `${pointer}/properties/none` }), undefined);
  });

  it('reads responses under each media type produced', () => {
    const [response] = listPets!.responses;
    assert.deepEqual(
      response?.content.map(({ mediaType }) => mediaType),
      ['application/json', 'application/xml'],
    );
    assert.deepEqual(response?.content[0]?.examples, [[{ id: 1, name: 'Rex' }]]);
    assert.deepEqual(standalone(response!.headers.get('X-Total')!.schema!, 'response'), { type: 'integer' });
  });

  it('rewrites the dialect of its schemas', () => {
    assert.deepEqual(standalone(contract.schemas.get('Pet')!, 'request'), {
      type: 'object',
      required: ['name'],
      properties: { id: false, name: { type: ['string', 'null'] }, weight: { type: 'number', exclusiveMinimum: 0 } },
    });
  });

  it('reads old security schemes', () => {
    const { basic, oauth } = Object.fromEntries(contract.securitySchemes);
    assert.ok(basic?.type === 'http' && basic.scheme === 'basic');
    assert.ok(oauth?.type === 'oauth2' && oauth.flows[0]?.kind === 'authorizationCode');
    assert.deepEqual(oauth.flows[0].scopes, ['read:pets']);
    assert.equal(addPet?.security.alternatives.length, 2);
  });

  it('walks the fields of a form', () => {
    const { visits } = walkSchemas(documents, schemaRoots([addPhoto!]));
    assert.deepEqual(
      visits.filter(({ root }) => root.part === 'body').map(({ path }) => path),
      ['', '/note', '/photo'],
    );
  });
});
