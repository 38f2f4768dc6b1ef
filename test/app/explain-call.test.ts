import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { explainCallOf, readBody, readRequestLine, type CallQuestion } from '../../src/app/explain-call.js';
import { makeApp } from '../../src/app/make-app.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-explain-'));
after(() => fs.rmSync(folder, { recursive: true }));
fs.writeFileSync(
  path.join(folder, 'openapi.yaml'),
  `openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
security: [{ bearer: [] }]
paths:
  /orders/{orderId}:
    get:
      operationId: getOrder
      parameters: [{ name: orderId, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { description: ok } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`,
);
fs.writeFileSync(
  path.join(folder, 'portcullis.yaml'),
  `version: 1
apis: { shop: { contract: openapi.yaml, match: { host: api.example.com }, upstream: { url: "http://127.0.0.1:9" } } }
identity: { schemes: { bearer: { issuer: "https://login.example/", audience: shop, algorithms: [ES256], jwks: { file: none.json } } } }
roles: { customer: {}, admin: {} }
defaults: { mode: enforce, roles: [customer], rateLimits: [{ limit: 1, windowSeconds: 60, per: principal }] }
operations: { getOrder: { when: "request.params.path.orderId < 100" } }
`,
);

async function explain(line: string, question: Omit<CallQuestion, 'call'> = { as: 'sub=1,roles=customer' }) {
  const app = makeApp({
    cwd: folder,
    env: {},
    color: false,
    width: 100,
    print: () => undefined,
    say: () => undefined,
    signal: new AbortController().signal,
  });
  try {
    return await explainCallOf(app, { call: { ...readRequestLine(line), headers: [] }, ...question });
  } finally {
    await app.close();
  }
}

const url = (path_: string) => `GET https://api.example.com${path_}`;

describe('a call is explained by the policy of a folder', () => {
  it('each verdict has the settings that the guard read, with their place', async () => {
    const { outcome, guard, guards } = await explain(url('/orders/100'));
    assert.deepEqual([outcome, guard], ['denied', 'condition']);
    const condition = guards.find((one) => one.guard === 'condition');
    const [when] = condition!.settings;
    assert.deepEqual([when?.value, when?.place?.line], ['request.params.path.orderId < 100', 6]);
  });

  it('guards that were not reached are listed as such, in both halves', async () => {
    const { guards, code } = await explain(url('/orders/1'), { as: 'admin' });
    assert.equal(code, 'ROLE_MISSING');
    assert.ok(guards.some(({ verdict, phase }) => verdict === 'not reached' && phase === 'validate'));
  });

  it('a limit is not used up by asking', async () => {
    for (let i = 0; i < 3; i++) assert.equal((await explain(url('/orders/1'))).outcome, 'accepted');
  });

  it('keys that cannot be read verify nobody', async () => {
    const question = { call: { ...readRequestLine(url('/orders/1')), headers: [['authorization', 'Bearer a.b.c']] } };
    const { outcome, guard } = await explain(url('/orders/1'), question as never);
    assert.deepEqual([outcome, guard], ['denied', 'authenticate']);
  });

  it('the host chooses the API', async () => {
    assert.equal((await explain('GET /orders/1')).code, 'OPERATION_UNKNOWN');
  });

  it('nothing is written', async () => {
    await explain(url('/orders/1'));
    assert.deepEqual(fs.readdirSync(folder).sort(), ['openapi.yaml', 'portcullis.yaml']);
  });
});

describe('a request line', () => {
  it('is method and path, or the whole address', () => {
    for (const [text, expected] of [
      ['GET /orders/7?x=1', { method: 'GET', target: '/orders/7?x=1', host: undefined, tls: false }],
      [' delete  /a ', { method: 'DELETE', target: '/a', host: undefined, tls: false }],
      ['/a', { method: 'GET', target: '/a', host: undefined, tls: false }],
      ['POST https://h:8443', { method: 'POST', target: '/', host: 'h:8443', tls: true }],
      ['HTTP://h/a', { method: 'GET', target: '/a', host: 'h', tls: false }],
    ] as const) {
      assert.deepEqual(readRequestLine(text), expected, text);
    }
    for (const text of ['', 'GET', 'orders', 'GET orders', 'GET /a b', 'ftp://h/a', 'GET https://h?x'])
      assert.throws(() => readRequestLine(text), { code: 'USAGE' }, text);
  });

  it('a body that cannot be read is said so', () => {
    assert.throws(() => readBody({ cwd: folder } as never, 'none'), { code: 'FILE_UNREADABLE' });
  });
});
