import assert from 'node:assert/strict';
import http from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { createGateway } from '../../src/gateway/gateway.js';
import { documentsFromText } from '../../src/model/documents.js';
import { compileProject } from '../../src/model/project-compile.js';
import { startUpstream } from './harness.js';

const schema = { type: 'object', properties: { status: { enum: ['open', 'sent'] } }, additionalProperties: false };
const answer = { security: [], responses: { 200: { description: '' } } };
const querystring = (mediaType: string, required = false) => ({
  parameters: [{ name: 'filter', in: 'querystring', required, content: { [mediaType]: { schema } } }],
});
const contract = {
  openapi: '3.2.0',
  info: { title: 'T', version: '1' },
  paths: {
    '/orders': {
      query: { ...answer, requestBody: { required: true, content: { 'application/json': { schema } } } },
      additionalOperations: { COPY: answer },
    },
    '/json': { get: { ...answer, ...querystring('application/json', true) } },
    '/form': { get: { ...answer, ...querystring('application/x-www-form-urlencoded') } },
  },
};

async function start(t: TestContext) {
  const upstream = await startUpstream(t);
  const policy = { version: 1, apis: { shop: { contract: 'openapi.json', upstream: { url: upstream.url } } } };
  const project = compileProject({
    policy: documentsFromText('portcullis.json', JSON.stringify(policy), { refs: false }),
    contracts: new Map([['shop', documentsFromText('openapi.json', JSON.stringify(contract))]]),
    baseDir: '.',
    today: new Date('2027-01-15'),
  });
  const gateway = createGateway({
    project,
    identity: { verifierOf: () => undefined },
    sink: { write: () => undefined, batch: () => undefined },
  });
  const { port } = await gateway.listen('127.0.0.1', 0);
  t.after(() => gateway.close());
  const send = (method: string, path: string, body?: unknown) =>
    new Promise<number>((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': text.length };
      const request = http.request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode!));
      });
      request.on('error', reject).end(text);
    });
  return { upstream, send };
}

describe('A gateway for OpenAPI 3.2', () => {
  it('lets QUERY through with the body that the contract has, and other methods that it names', async (t) => {
    const { upstream, send } = await start(t);
    assert.equal(await send('QUERY', '/orders', { status: 'open' }), 200);
    assert.deepEqual([upstream.seen[0]?.method, upstream.seen[0]?.body], ['QUERY', '{"status":"open"}']);
    assert.equal(await send('QUERY', '/orders', { status: 'else' }), 400);
    assert.equal(await send('COPY', '/orders'), 200);
    assert.equal(await send('MOVE', '/orders'), 405);
    assert.equal(upstream.seen.length, 2);
  });

  it('judges the whole query as one value', async (t) => {
    const { upstream, send } = await start(t);
    const json = (value: unknown) => `/json?${encodeURIComponent(JSON.stringify(value))}`;
    assert.equal(await send('GET', json({ status: 'open' })), 200);
    assert.equal(await send('GET', json({ status: 'else' })), 400);
    assert.equal(await send('GET', json({ status: 'open', more: 1 })), 400);
    assert.equal(await send('GET', '/json?{'), 400);
    assert.equal(await send('GET', '/json'), 400);
    assert.equal(await send('GET', '/form?status=sent'), 200);
    assert.equal(await send('GET', '/form?status=else'), 400);
    assert.equal(await send('GET', '/form'), 200);
    assert.deepEqual(
      upstream.seen.map(({ url }) => url),
      [json({ status: 'open' }), '/form?status=sent', '/form'],
    );
  });
});
