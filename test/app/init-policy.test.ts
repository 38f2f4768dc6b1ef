import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { initPolicy, scalar } from '../../src/app/init-policy.js';
import { readContract } from '../../src/model/contract.js';
import { loadDocuments } from '../../src/model/documents.js';
import { loadProject } from '../../src/model/project.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-init-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
let count = 0;

interface Facts {
  readonly title?: string;
  readonly schemes?: Readonly<Record<string, unknown>>;
  readonly paths?: Readonly<Record<string, unknown>>;
  readonly upstream?: string;
}

/** The policy for a contract, and what it compiles to: every generated policy must load as it is. */
async function policyFor({ title = 'Shop', schemes = {}, paths = {}, upstream = 'http://127.0.0.1:3000' }: Facts) {
  const dir = path.join(folder, String(++count));
  fs.mkdirSync(dir);
  const contractFile = path.join(dir, 'openapi.json');
  const security = Object.keys(schemes).map((name) => ({ [name]: [] }));
  const ping = { '/ping': { get: { operationId: 'ping', security, responses: { 204: { description: 'pong' } } } } };
  const contract = {
    openapi: '3.1.0',
    info: { title, version: '1' },
    paths: { ...ping, ...paths },
    components: { securitySchemes: schemes },
  };
  fs.writeFileSync(contractFile, JSON.stringify(contract));
  const text = initPolicy({
    contract: readContract(loadDocuments(contractFile)),
    contractPath: 'openapi.json',
    upstream,
    name: 'shop',
  });
  const policyFile = path.join(dir, 'portcullis.yaml');
  fs.writeFileSync(policyFile, text);
  return { text, project: await loadProject({ policyFile }) };
}

describe('the policy for a contract', () => {
  type Case = readonly [kind: string, scheme: Readonly<Record<string, unknown>>, expected: RegExp];
  const cases: readonly Case[] = [
    ['API key in a header', { type: 'apiKey', in: 'header', name: 'X-Key' }, /^ {4}main: \{ apiKeys: true \}/m],
    ['API key in the query', { type: 'apiKey', in: 'query', name: 'key' }, /^ {4}main: \{ apiKeys: true \}/m],
    [
      'bearer token',
      { type: 'http', scheme: 'bearer' },
      /^# {3}.*TODO main: who issues the tokens\?|^ {4}# TODO main: who issues/m,
    ],
    ['Bearer with a capital', { type: 'http', scheme: 'Bearer' }, /TODO main: who issues the tokens\?/],
    ['basic', { type: 'http', scheme: 'basic' }, /# main: HTTP basic cannot be checked/],
    [
      'OAuth 2',
      { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://x/t', scopes: {} } } },
      /TODO main: who issues/,
    ],
    ['OpenID Connect', { type: 'openIdConnect', openIdConnectUrl: 'https://x/c' }, /TODO main: who issues/],
    ['client certificate', { type: 'mutualTLS' }, /# main: client certificates/],
  ];
  for (const [kind, scheme, expected] of cases) {
    it(`with the scheme ${kind} says how it is checked, or what a person must fill in, and loads`, async () => {
      const { text, project } = await policyFor({ schemes: { main: scheme } });
      assert.match(text, expected);
      assert.equal(project.apis[0]!.operations.get('ping')!.policy.mode, 'monitor');
    });
  }

  it('without a scheme has none, and loads', async () => {
    const { text } = await policyFor({});
    assert.doesNotMatch(text, /identity/);
  });

  it('with several schemes of both sorts loads', async () => {
    const schemes = { key: { type: 'apiKey', in: 'header', name: 'K' }, token: { type: 'http', scheme: 'bearer' } };
    const { text, project } = await policyFor({ schemes });
    assert.match(text, /^identity:\n {2}schemes:$/m);
    assert.equal(project.apis[0]!.schemes.get('key')?.kind, 'apiKeys');
  });

  it('slows down guessing at what looks like a login', async () => {
    const post = (operationId: string) => ({ post: { operationId, responses: { 200: { description: 'ok' } } } });
    const { text, project } = await policyFor({
      paths: { '/login': post('login'), '/v1/sign-in': post('signIn'), '/authors': post('addAuthor') },
    });
    assert.match(text, /^ {2}login: \{ rateLimits: \[\{ limit: 20, windowSeconds: 60, per: address \}\] \}$/m);
    assert.match(text, /^ {2}signIn: /m);
    assert.doesNotMatch(text, /addAuthor/);
    assert.ok(project.apis[0]!.operations.get('login')!.policy.rateLimits.some(({ limit }) => limit === 20));
  });

  it('asks whose the things are whose ids are in paths', async () => {
    const get = {
      parameters: [{ name: 'orderId', in: 'path', required: true, schema: { type: 'integer' } }],
      responses: { 200: { description: 'ok' } },
    };
    const { text } = await policyFor({ paths: { '/orders/{orderId}': { get: { operationId: 'getOrder', ...get } } } });
    assert.match(text, /^# {3}order: \{ id: orderId, owner: /m);
  });

  it('attacks an API on this machine, and one elsewhere only when somebody answers for it', async () => {
    for (const upstream of ['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000']) {
      const { project } = await policyFor({ upstream });
      assert.deepEqual(project.pentest?.scope, [upstream]);
    }
    for (const upstream of ['https://api.internal:8443', 'http://127.example.com']) {
      const { text, project } = await policyFor({ upstream });
      assert.equal(project.pentest, undefined);
      assert.match(text, /^# TODO|TODO: who allows the attacks/m);
    }
  });

  it('loads whatever titles, names and addresses look like', async () => {
    const hostile = 'a: b # c\n- "d" \u001b[2J {e} \\ \u2028 x';
    const schemes = {
      'no: # {1}': { type: 'apiKey', in: 'header', name: 'K' },
      yes: { type: 'http', scheme: 'bearer' },
    };
    const paths = { '/login': { post: { operationId: 'on: # x', responses: { 200: { description: 'ok' } } } } };
    const { text, project } = await policyFor({
      title: hostile,
      schemes,
      paths,
      upstream: 'https://api.internal:8443/v1',
    });
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u2028]/);
    assert.equal(project.apis[0]!.upstream?.url, 'https://api.internal:8443/v1');
    assert.ok(project.apis[0]!.schemes.has('no: # {1}'));
  });
});

describe('a text in the policy', () => {
  const plain = ['orders', 'get_order', 'a/b.yaml', 'x-y'];
  const quoted = ['true', 'No', 'null', 'y', '1e3', '12', '', 'a b', 'a:b', '#x', '-x', '"', 'é', '${x}', 'a\nb'];
  for (const text of plain) it(`${text} stands as it is`, () => assert.equal(scalar(text), text));
  for (const text of quoted)
    it(`${JSON.stringify(text)} is quoted`, () => assert.equal(JSON.parse(scalar(text)), text));
});
