import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readContract } from '../../../src/model/contract.js';
import { documentsFromText } from '../../../src/model/documents.js';
import { draftContract } from '../../../src/model/infer/draft.js';
import type { Credential, Sample } from '../../../src/model/infer/sample.js';
import { call } from './describe-samples.js';

const draftOf = (...samples: Sample[]) => draftContract({ title: 'Shop', samples, server: undefined });

/** The draft as the model reads it: a draft that has faults of its own would be of no use. */
function contractOf(...samples: Sample[]) {
  const contract = readContract(documentsFromText('draft.json', JSON.stringify(draftOf(...samples).document)));
  assert.deepEqual(contract.problems, []);
  return contract;
}

function operationOf(...samples: Sample[]) {
  const paths = draftOf(...samples).document.paths as Record<string, Record<string, Record<string, unknown>>>;
  return Object.values(Object.values(paths)[0]!)[0]!;
}

const bearer: Credential = { type: 'http', scheme: 'bearer' };
const key: Credential = { type: 'apiKey', in: 'header', name: 'X-Api-Key' };

describe('a draft contract', () => {
  it('says that it is inferred, and is read without a problem', () => {
    const contract = contractOf(call('GET /orders'), call('POST /orders/1/lines'), call('GET /'));
    assert.equal(contract.extensions['x-inferred'], true);
    assert.deepEqual([...contract.operations.keys()], ['getRoot', 'getOrders', 'postOrdersByOrderIdLines']);
  });

  it('has operations of one name apart', () => {
    assert.deepEqual([...contractOf(call('GET /a-b'), call('GET /a_b')).operations.keys()], ['getAB', 'getAB2']);
  });

  it('has the parameters of path, query and own headers, none of which a value is copied from', () => {
    const more = {
      query: [
        { name: 'page', value: '2' },
        { name: 'tag', value: 'a' },
        { name: 'tag', value: 'b' },
        { name: 'api_key', value: 's3cret' },
        { name: 'jane@roe.example', value: '1' },
      ],
      headers: [
        { name: 'X-Tenant', value: 'acme' },
        { name: 'X-Forwarded-For', value: '192.0.2.1' },
        { name: 'Accept', value: '*/*' },
      ],
    };
    const { parameters } = operationOf(call('GET /orders/7', undefined, more));
    assert.deepEqual(parameters, [
      { name: 'orderId', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'page', in: 'query', schema: { type: 'integer' } },
      { name: 'tag', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
      { name: 'x-tenant', in: 'header', schema: { type: 'string' } },
    ]);
  });

  it('has a text for a path parameter that was a number only once', () => {
    const [parameter] = operationOf(call('GET /orders/7'), call('GET /orders/ord-1002')).parameters as [
      { schema: unknown },
    ];
    assert.deepEqual(parameter.schema, { type: 'string' });
  });

  it('merges the answers of one status, and the bodies of one media type', () => {
    const { responses } = operationOf(call('GET /a', { id: 1 }), call('GET /a', { id: 2, note: 'x' }));
    const schema = {
      type: 'object',
      properties: { id: { type: 'integer' }, note: { type: 'string' } },
      required: ['id'],
    };
    assert.deepEqual(responses, {
      200: { description: 'Seen in 2 samples.', content: { 'application/json': { schema } } },
    });
  });

  it('needs a body where all calls had one', () => {
    const body = { mediaType: 'application/json', value: { a: 1 } };
    const requestBody = (...samples: Sample[]) => operationOf(...samples).requestBody as { required?: boolean };
    assert.equal(requestBody(call('POST /a', undefined, { body })).required, true);
    assert.equal(requestBody(call('POST /a', undefined, { body }), call('POST /a')).required, undefined);
  });

  it('asks for credentials where one call had them, in all the ways that were seen', () => {
    const { security } = operationOf(
      call('GET /a', undefined, { credentials: [bearer, key] }),
      call('GET /a', undefined, { credentials: [bearer] }),
      call('GET /a'),
    );
    assert.deepEqual(security, [{ bearer: [], xApiKeyHeader: [] }, { bearer: [] }]);
  });

  it('names the operations that nobody signed in at, and says when nobody ever did', () => {
    const signed = draftOf(call('GET /a', undefined, { credentials: [bearer] }), call('POST /login'));
    assert.deepEqual([signed.hasCredentials, signed.open], [true, ['POST /login']]);
    const unsigned = draftOf(call('POST /login'));
    assert.deepEqual([unsigned.hasCredentials, unsigned.open], [false, []]);
    assert.equal(operationOf(call('POST /login')).security, undefined);
  });
});
