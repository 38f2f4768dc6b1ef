import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPolicy, raw, startGateway, startUpstream, statusesIn } from '../harness.js';

const contract = `paths:
  /plain:
    get: { security: [], responses: { '200': { description: ok } } }
    delete: { security: [], responses: { '200': { description: ok } } }
  /search:
    get: { security: [], requestBody: { content: { text/plain: { schema: { type: string } } } }, responses: { '200': { description: ok } } }
`;
const text = 'Content-Type: text/plain\r\n';

const rows: readonly (readonly [name: string, line: string, fields: string, body: string, status: number])[] = [
  ['no length', 'GET /plain', '', '', 200],
  ['length 0', 'GET /plain', 'Content-Length: 0\r\n', '', 200],
  ['length 1', 'GET /plain', `${text}Content-Length: 1\r\n`, 'x', 400],
  ['chunked', 'GET /plain', `${text}Transfer-Encoding: chunked\r\n`, '0\r\n\r\n', 400],
  ['DELETE', 'DELETE /plain', `${text}Content-Length: 1\r\n`, 'x', 400],
  ['declared', 'GET /search', `${text}Content-Length: 1\r\n`, 'x', 200],
];

test('a body is refused where the contract declares none', async (t) => {
  const upstream = await startUpstream(t);
  const { port } = await startGateway(t, { upstream, contract, policy: openPolicy });
  for (const [name, line, fields, body, status] of rows) {
    const answer = await raw(port, `${line} HTTP/1.1\r\nHost: a\r\n${fields}\r\n${body}`);
    assert.deepEqual(statusesIn(answer.text), [status], name);
  }
});
