import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readContract, type Contract } from '../../src/model/contract.js';
import { documentsFromText, loadDocuments } from '../../src/model/documents.js';

const contractOf = (paths: unknown, version = '3.2.0', more: object = {}): Contract =>
  readContract(
    documentsFromText(
      'api.json',
      JSON.stringify({ openapi: version, info: { title: 'T', version: '1' }, paths, ...more }),
    ),
  );
const problemsOf = ({ problems }: Contract) => problems.map(({ code, message }) => `${code}: ${message}`);
const answer = { responses: { 200: { description: '' } } };

describe('OpenAPI 3.2', () => {
  it('has QUERY, which only reads and has a body', () => {
    const requestBody = { content: { 'application/json': { schema: { type: 'object' } } } };
    const contract = contractOf({ '/orders': { query: { ...answer, requestBody } } });
    const operation = contract.operations.get('QUERY /orders')!;
    assert.deepEqual([operation.method, operation.isRead, operation.body?.content.length], ['query', true, 1]);
    assert.deepEqual(problemsOf(contract), []);
  });

  it('has methods of other standards, as they are sent', () => {
    const contract = contractOf({
      '/files': { additionalOperations: { COPY: { ...answer, operationId: 'copy' }, PROPFIND: answer } },
    });
    assert.deepEqual(
      [...contract.operations.values()].map(({ id, method, isRead }) => [id, method, isRead]),
      [
        ['copy', 'copy', false],
        ['PROPFIND /files', 'propfind', true],
      ],
    );
    assert.equal(contract.operations.get('copy')?.node.pointer, '/paths/~1files/additionalOperations/COPY');
  });

  it('says which additional methods it leaves out', () => {
    const contract = contractOf({ '/files': { additionalOperations: { GET: answer, link: answer } } });
    assert.equal(contract.operations.size, 0);
    assert.deepEqual(problemsOf(contract), [
      'structure: The method "GET" has a key of its own in a path item: "get"',
      'unsupported: Methods that are not in upper case are not read',
    ]);
  });

  it('is not read into older versions', () => {
    const parameters = [{ name: 'q', in: 'querystring', content: { 'application/json': {} } }];
    const contract = contractOf({ '/a': { query: answer, get: { ...answer, parameters } } }, '3.1.0');
    assert.deepEqual([...contract.operations.keys()], ['GET /a']);
    assert.deepEqual(problemsOf(contract), [
      'unsupported: Operations under `query` are read in OpenAPI 3.2 only',
      'unsupported: `in: querystring` is read in OpenAPI 3.2 only',
    ]);
  });

  it('has the whole query as one parameter: a form, or a value of another media type', () => {
    const parameter = (mediaType: string) => ({
      name: 'q',
      in: 'querystring',
      required: true,
      content: { [mediaType]: { schema: { type: 'object' } } },
    });
    const contract = contractOf({
      '/form': { get: { ...answer, parameters: [parameter('application/x-www-form-urlencoded')] } },
      '/json': { get: { ...answer, parameters: [parameter('application/json')] } },
    });
    const [form] = contract.operations.get('GET /form')!.parameters;
    assert.deepEqual(
      [form?.in, form?.style, form?.explode, form?.mediaType, form?.wholeQuery],
      ['query', 'form', true, undefined, undefined],
    );
    const [json] = contract.operations.get('GET /json')!.parameters;
    assert.deepEqual([json?.mediaType, json?.wholeQuery, json?.required], ['application/json', true, true]);
  });

  it('finds what is named by the address that the document gives itself, and fetches nothing', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'portcullis-self-'));
    try {
      const refs = [
        'https://api.example/v1/openapi.json#/components/schemas/Own',
        'https://api.example/v1/shared.json#/Other',
        'https://api.example/v1/../v2/x.json#/Other',
        'https://elsewhere.example/v1/shared.json#/Other',
      ];
      const properties = Object.fromEntries(refs.map(($ref, index) => [`p${index}`, { $ref }]));
      const schemas = { Own: { type: 'string' }, All: { properties } };
      const file = path.join(folder, 'openapi.json');
      const head = {
        openapi: '3.2.0',
        $self: 'https://api.example/v1/openapi.json',
        info: { title: 'T', version: '1' },
      };
      writeFileSync(file, JSON.stringify({ ...head, paths: {}, components: { schemas } }));
      writeFileSync(path.join(folder, 'shared.json'), JSON.stringify({ Other: { type: 'number' } }));
      const documents = loadDocuments(file);
      assert.deepEqual(
        refs.map((text) => documents.refs.find((ref) => ref.text === text)?.state),
        ['ok', 'ok', 'remote', 'remote'],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
