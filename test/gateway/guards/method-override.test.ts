import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, openPolicy, startGateway, startUpstream } from '../harness.js';

const contract = `paths:
  /plain: { post: { security: [], responses: { '200': { description: ok } } } }
  /declared:
    post:
      security: []
      parameters: [{ name: X-HTTP-Method-Override, in: header, schema: { type: string } }, { name: _method, in: query, schema: { type: string } }]
      responses: { '200': { description: ok } }
`;

const refused: readonly (readonly [path: string, header?: string])[] = [
  ['/plain', 'x-http-method-override'],
  ['/plain', 'X-HTTP-Method'],
  ['/plain', 'x-method-override'],
  ['/plain?_method=DELETE'],
  ['/plain?a=b&_method=DELETE'],
  ['/plain?%5Fmethod=DELETE'],
  ['/plain?_method'],
  ['/declared', 'x-http-method'],
];
const passed: readonly (readonly [path: string, header?: string])[] = [
  ['/plain'],
  ['/declared', 'x-http-method-override'],
  ['/declared?_method=DELETE'],
];

test('a method in a second place is refused unless the contract declares the place', async (t) => {
  const upstream = await startUpstream(t);
  const policy = openPolicy.replace('enforce', 'monitor');
  const { port } = await startGateway(t, { upstream, contract, policy });
  for (const [path, header] of refused) {
    const answer = await call(port, path, { method: 'POST', headers: header ? { [header]: 'DELETE' } : {} });
    assert.equal(answer.json()['code'], 'METHOD_OVERRIDE_REFUSED', `${path} ${header}`);
  }
  for (const [path, header] of passed) {
    const answer = await call(port, path, { method: 'POST', headers: header ? { [header]: 'DELETE' } : {} });
    assert.equal(answer.status, 200, `${path} ${header}`);
  }
});
