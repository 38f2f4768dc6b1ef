import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openEgress } from '../../src/app/egress.js';
import { openSealedStore } from '../../src/app/sealed-store.js';
import type { SecurityEvent } from '../../src/core/events.js';
import { sha256 } from '../../src/core/ids.js';
import { ask } from '../egress/start-egress.js';
import { sendJson, startVendor } from '../egress/vendor-app.js';
import { makeAuthority } from '../identity/authority.js';

const api = `openapi: 3.1.0
info: { title: Acme, version: 1.0.0 }
servers: [{ url: https://api.acme.example/v1 }]
paths:
  /charges/{id}:
    get:
      operationId: getCharge
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { type: object, required: [amount], properties: { amount: { type: integer } } }
`;

type Answer = Parameters<typeof startVendor>[0];

async function setUp(t: TestContext, answer: Answer, more: { egress?: string; vendor?: string } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-egress-'));
  const vendor = await startVendor(answer);
  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
  const policy = (changes: typeof more = more) => `version: 1
egressProxy: { address: '127.0.0.1:0' }
egress:
  pay: { vendor: Acme, hosts: ['127.0.0.1:${vendor.port}'], plainText: true, addresses: [127.0.0.1/32], send: any, ${changes.egress ?? ''} }
vendors:
  Acme: { owner: ann, data: high, privilege: low, dependence: low, ${changes.vendor ?? 'contract: { file: acme.yaml }'} }
apis: { orders: { contract: acme.yaml } }
`;
  write('acme.yaml', api);
  write('portcullis.yaml', policy());
  const store = await openSealedStore(path.join(folder, 'data'), { env: {} });
  t.after(async () => {
    await store.close();
    await vendor.close();
    fs.rmSync(folder, { recursive: true });
  });
  const events: SecurityEvent[] = [];
  const sink = {
    write: (event: SecurityEvent) => void events.push(event),
    batch: (event: SecurityEvent) => void events.push(event),
  };
  const open = () =>
    openEgress({ policyFile: path.join(folder, 'portcullis.yaml'), store, sink, env: { KEY: 'secret-of-acme' } });
  return { folder, vendor, write, policy, events, open, store };
}

describe('the egress proxy of a policy', () => {
  it('takes only answers that the contract knows, and tells what it does not name', async (t) => {
    const { open, events } = await setUp(t, ({ url }, response) => {
      const bodies: Record<string, unknown> = {
        good: { amount: 1 },
        more: { amount: 1, email: 'a@b.example' },
        bad: {},
      };
      sendJson(response, bodies[url.split('/').at(-1)!]);
    });
    const egress = await open();
    t.after(() => egress.close());
    assert.equal((await ask(egress.url, '/pay/v1/charges/good')).body, '{"amount":1}');
    assert.equal((await ask(egress.url, '/pay/v1/charges/more')).status, 200);
    const bad = await ask(egress.url, '/pay/v1/charges/bad');
    assert.deepEqual([bad.code, /amount/.test(bad.body)], ['answer-refused', true]);
    assert.equal((await ask(egress.url, '/pay/v1/refunds')).code, 'operation-unknown');
    assert.deepEqual(
      events.map(({ operationId, outcome, signals }) => [operationId, outcome, signals]),
      [
        ['getCharge', 'allowed', undefined],
        ['getCharge', 'allowed', 'drift'],
        ['getCharge', 'denied', undefined],
        [undefined, 'denied', undefined],
      ],
    );
    assert.ok(!JSON.stringify(events).includes('a@b.example'));
  });

  it('puts in what the reference names, and takes a new policy over without a new address', async (t) => {
    const { open, write, policy, vendor } = await setUp(t, (_, response) => sendJson(response, { amount: 1 }), {
      egress: 'inject: { header: X-Key, value: "${env:KEY}" }',
    });
    const egress = await open();
    t.after(() => egress.close());
    await ask(egress.url, '/pay/v1/charges/1');
    assert.equal(vendor.received.at(-1)!.headers['x-key'], 'secret-of-acme');
    write('portcullis.yaml', policy({ egress: 'inject: { header: X-Other, value: "Key ${env:KEY}" }' }));
    await egress.reload();
    await ask(egress.url, '/pay/v1/charges/1');
    assert.equal(vendor.received.at(-1)!.headers['x-other'], 'Key secret-of-acme');
    write('portcullis.yaml', policy({ egress: 'inject: { header: X-Other, value: "${env:NONE}" }' }));
    await assert.rejects(egress.reload(), { code: 'POLICY_SECRET_MISSING' });
    assert.equal((await ask(egress.url, '/pay/v1/charges/1')).status, 200, 'what was before stays');
  });

  const refused: Record<string, [change: { vendor?: string; contract?: string; egress?: string }, code: string]> = {
    'a contract that is none': [{ contract: 'hello: world' }, 'CONTRACT_INVALID'],
    'a contract that does not parse': [{ contract: '{' }, 'SYNTAX_INVALID'],
    'a contract that is not there': [{ vendor: 'contract: { file: none.yaml }' }, 'FILE_UNREADABLE'],
    'another contract than the pinned one': [
      { vendor: `contract: { file: vendor.yaml, sha256: ${'a'.repeat(64)} }` },
      'CONTRACT_NOT_PINNED',
    ],
    'a secret in the policy': [{ egress: 'inject: { header: X-Key, value: plain-text }' }, 'POLICY_SECRET_INLINE'],
    'a host in decimal': [{ egress: "hosts: ['2130706433']" }, 'SYNTAX_INVALID'],
  };
  for (const [what, [change, code]] of Object.entries(refused)) {
    it(`does not begin with ${what}`, async (t) => {
      const vendorText = change.vendor ?? 'contract: { file: vendor.yaml }';
      const { open, write } = await setUp(t, (_, response) => response.end(), { ...change, vendor: vendorText });
      write('vendor.yaml', change.contract ?? api);
      await assert.rejects(open(), (error: { code?: string }) => error.code === code);
    });
  }

  it('begins with the contract that was pinned', async (t) => {
    const { open } = await setUp(t, (_, response) => sendJson(response, { amount: 1 }), {
      vendor: `contract: { file: acme.yaml, sha256: ${sha256(api)} }`,
    });
    const egress = await open();
    assert.equal((await ask(egress.url, '/pay/v1/charges/1')).status, 200);
    await egress.close();
  });

  it('tells of a certificate with another key, and of a renewed one that it is the same', async (t) => {
    const root = await makeAuthority();
    const names = [{ type: 'ip' as const, value: '127.0.0.1' }];
    const first = await root.issue({ names });
    const { open, store, write, folder, events } = await setUp(t, (_, response) => response.end());
    fs.writeFileSync(path.join(folder, 'root.pem'), root.pem);
    const tls = await startVendor((_, response) => sendJson(response, {}), first);
    t.after(() => tls.close());
    write(
      'portcullis.yaml',
      `version: 1
egressProxy: { address: '127.0.0.1:0' }
egress: { pay: { vendor: Acme, hosts: ['127.0.0.1:${tls.port}'], ca: root.pem, addresses: [127.0.0.1/32], send: any } }
apis: { orders: { contract: acme.yaml } }
`,
    );
    const host = '127.0.0.1';
    await store.vendors.sawCertificate({ vendor: 'Acme', host, fingerprint: 'f', key: 'k', firstAt: 1 });
    const egress = await open();
    assert.equal((await ask(egress.url, '/pay/')).status, 200);
    await egress.close();
    const changed = events.find(({ kind }) => kind === 'egress_certificate_changed');
    assert.deepEqual([changed?.detail?.['vendor'], changed?.detail?.['sameKey']], ['Acme', 'no']);
    assert.notEqual((await store.vendors.certificates('Acme'))[0]?.fingerprint, 'f');
  });
});
