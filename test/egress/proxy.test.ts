import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { makeAuthority } from '../identity/authority.js';
import { startDns } from './dns-server.js';
import { ask, startEgress, type EgressOptions } from './start-egress.js';
import { sendJson, startVendor } from './vendor-app.js';

type Vendor = Awaited<ReturnType<typeof startVendor>>;
type Answer = Parameters<typeof startVendor>[0];

async function setUp(
  t: TestContext,
  options: Partial<EgressOptions['integrations'][number]> & { answer?: Answer; more?: Partial<EgressOptions> } = {},
) {
  const { answer = (_, response) => sendJson(response, { ok: true }), more, ...integration } = options;
  const vendor: Vendor = await startVendor(answer);
  t.after(() => vendor.close());
  const hosts = [{ host: '127.0.0.1', port: vendor.port }];
  const egress = await startEgress(t, { integrations: [{ hosts, ...integration }], ...more });
  return { vendor, ...egress };
}

describe('a call to a third party', () => {
  it('goes to its host with the credential of the vault, and the application sees the answer', async (t) => {
    const credential = { header: 'Authorization', value: 'Bearer sk-hidden-1234', secret: 'sk-hidden-1234' };
    const { url, vendor, event } = await setUp(t, { credential });
    const headers = { authorization: 'Bearer own', cookie: 'a=b', 'x-forwarded-for': '1.2.3.4', accept: 'text/plain' };
    const answer = await ask(url, '/payments/v1/charges?expand=all', { headers });
    assert.deepEqual([answer.status, answer.body], [200, '{"ok":true}']);
    const [got] = vendor.received;
    assert.equal(got!.url, '/v1/charges?expand=all');
    assert.equal(got!.headers.authorization, 'Bearer sk-hidden-1234');
    assert.equal(got!.headers.host, `127.0.0.1:${vendor.port}`);
    assert.equal(got!.headers.accept, 'text/plain');
    for (const name of ['cookie', 'x-forwarded-for', 'proxy-authorization']) assert.ok(!(name in got!.headers), name);
    const { kind, outcome, api, status, detail } = await event();
    assert.deepEqual([kind, outcome, api, status], ['egress_call', 'allowed', 'local', 200]);
    const host = `127.0.0.1:${vendor.port}`;
    assert.deepEqual(detail, { vendor: 'Acme', integration: 'payments', host, method: 'GET' });
  });

  it('whose answer holds the credential is withheld', async (t) => {
    const credential = { header: 'X-Key', value: 'k-0123456789', secret: 'k-0123456789' };
    const { url } = await setUp(t, {
      credential,
      answer: ({ headers }, response) => response.writeHead(200, { 'x-echo': headers['x-key'] }).end(),
    });
    assert.equal((await ask(url, '/payments/')).code, 'secret-in-answer');
  });

  const refused: Record<string, [target: string, code: string, options?: Parameters<typeof ask>[2]]> = {
    'to an integration that is not there': ['/other/v1', 'integration-unknown'],
    'to another host': ['/payments@evil.example/v1', 'host-refused'],
    'to another host as a forward proxy': ['http://evil.example/v1', 'host-refused'],
    'to the host in decimal': ['http://2130706433/v1', 'host-refused'],
    'to the host in octal': ['http://0177.0.0.1/v1', 'host-refused'],
    'to the host as a mapped address': ['http://[::ffff:7f00:1]/v1', 'host-refused'],
    'with user information before the host': ['http://127.0.0.1@evil.example/', 'host-refused'],
    'with dots in the path': ['/payments/v1/../admin', 'operation-unknown'],
    'with encoded dots in the path': ['/payments/v1/%2e%2E/admin', 'operation-unknown'],
    'with an encoded slash in the path': ['/payments/v1%2fadmin', 'operation-unknown'],
    'with a backslash': ['/payments/v1\\admin', 'integration-unknown'],
    'of a page in a browser': ['/payments/', 'not-this-machine', { headers: { origin: 'https://evil.example' } }],
    'under a name that was bound to this machine': [
      '/payments/',
      'not-this-machine',
      { headers: { host: 'evil.example' } },
    ],
    'by TRACE': ['/payments/', 'method-refused', { method: 'TRACE' }],
    'with too large a body': ['/payments/', 'body-too-large', { method: 'POST', body: 'x'.repeat(10_001) }],
  };
  for (const [name, [target, code, options]] of Object.entries(refused)) {
    it(`${name} is refused, and the third party hears nothing`, async (t) => {
      const { url, vendor, event } = await setUp(t);
      assert.equal((await ask(url, target, options)).code, code);
      assert.equal(vendor.received.length, 0);
      const { outcome, detail } = await event();
      assert.deepEqual([outcome, detail?.['reason']], ['denied', code]);
    });
  }

  it('reaches another host of the integration under its name, also as a forward proxy', async (t) => {
    const first = await startVendor((_, response) => sendJson(response, 1));
    const second = await startVendor((_, response) => sendJson(response, 2));
    t.after(() => Promise.all([first.close(), second.close()]));
    const hosts = [first, second].map(({ port }) => ({ host: '127.0.0.1', port }));
    const { url } = await startEgress(t, { integrations: [{ hosts }] });
    assert.equal((await ask(url, '/payments/')).body, '1');
    assert.equal((await ask(url, `/payments@127.0.0.1:${second.port}/`)).body, '2');
    assert.equal((await ask(url, `http://127.0.0.1:${second.port}/x`)).body, '2');
    assert.equal(second.received.at(-1)!.url, '/x');
  });
});

describe('addresses', () => {
  const inner: Record<string, Record<string, string[][]>> = {
    'this machine': { A: [['127.0.0.1']] },
    'an inner network': { A: [['10.1.2.3']] },
    'the metadata of a cloud': { A: [['169.254.169.254']] },
    'one public and one inner address': { A: [['93.184.215.14', '192.168.0.1']] },
    'a mapped address': { AAAA: [['::ffff:a00:1']] },
    'a NAT64 address': { AAAA: [['64:ff9b::a00:1']] },
    'a unique local address': { AAAA: [['fd00::1']] },
    'no address at all': {},
  };
  for (const [what, records] of Object.entries(inner)) {
    it(`a name that leads to ${what} is not connected to`, async (t) => {
      const dns = await startDns({ 'pay.test': records });
      t.after(() => dns.close());
      const { url, vendor } = await setUp(t, {
        hosts: [{ host: 'pay.test', port: 80 }],
        addresses: [],
        more: { resolver: [dns.address] },
      });
      const expected = what === 'no address at all' ? 'unreachable' : 'address-refused';
      assert.equal((await ask(url, '/payments/')).code, expected);
      assert.equal(vendor.received.length, 0);
    });
  }

  it('metadata addresses are refused even where the policy names their range', async (t) => {
    const { url } = await setUp(t, { hosts: [{ host: '169.254.169.254', port: 80 }], addresses: ['169.254.0.0/16'] });
    assert.equal((await ask(url, '/payments/')).code, 'address-refused');
  });

  it('a name that is bound anew gains nothing: each connection goes to the address that was checked for it', async (t) => {
    const dns = await startDns({ 'pay.test': { A: [['127.0.0.1'], ['169.254.169.254']] } });
    t.after(() => dns.close());
    const vendor = await startVendor((_, response) => {
      response.setHeader('connection', 'close');
      sendJson(response, { ok: true });
    });
    t.after(() => vendor.close());
    const hosts = [{ host: 'pay.test', port: vendor.port }];
    const { url } = await startEgress(t, { integrations: [{ hosts }], resolver: [dns.address] });
    assert.equal((await ask(url, '/payments/')).status, 200);
    assert.equal(dns.asked.get('A pay.test'), 1, 'nobody asks again between the check and the connection');
    assert.equal((await ask(url, '/payments/')).code, 'address-refused');
    assert.equal(vendor.received.length, 1);
  });
});

describe('answers of a third party', () => {
  it('that lead to another host end here, those inside the host lead through the proxy again', async (t) => {
    const { url, vendor } = await setUp(t, {
      answer: ({ url: at }, response) => {
        const location = at === '/out' ? 'https://evil.example/' : '/next?a=1';
        response.writeHead(302, { location }).end();
      },
    });
    assert.equal((await ask(url, '/payments/out')).code, 'redirect-refused');
    assert.equal((await ask(url, '/payments/in')).headers.location, '/payments/next?a=1');
    assert.equal(
      (await ask(url, `http://127.0.0.1:${vendor.port}/in`)).headers.location,
      `http://127.0.0.1:${vendor.port}/next?a=1`,
    );
  });

  it('that never come are given up in time', async (t) => {
    const { url, event } = await setUp(t, { timeoutSeconds: 0.3, answer: () => undefined });
    const started = Date.now();
    assert.equal((await ask(url, '/payments/')).code, 'timed-out');
    assert.ok(Date.now() - started < 1500);
    assert.equal((await event()).outcome, 'failed');
  });

  it('that go on for ever, slowly or fast, are cut off', async (t) => {
    const drip: Answer = ({ url: at }, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(at === '/fast' ? 'x'.repeat(5000) : 'x'), 20);
      response.on('close', () => clearInterval(timer));
    };
    const { url, event } = await setUp(t, { timeoutSeconds: 0.4, answer: drip });
    await assert.rejects(ask(url, '/payments/slow'));
    assert.equal((await event(0)).detail?.['reason'], 'timed-out');
    await assert.rejects(ask(url, '/payments/fast'));
    assert.equal((await event(1)).detail?.['reason'], 'answer-too-large');
  });

  it('that say they are too large are not begun', async (t) => {
    const { url } = await setUp(t, {
      answer: (_, response) => response.writeHead(200, { 'content-length': '20000' }).end('x'.repeat(20_000)),
    });
    assert.equal((await ask(url, '/payments/')).code, 'answer-too-large');
  });

  it('lose what would bind the application to the vendor', async (t) => {
    const { url } = await setUp(t, {
      answer: (_, response) =>
        response.writeHead(200, { 'set-cookie': 'a=b', 'alt-svc': 'h3=":443"', 'x-kept': '1' }).end(),
    });
    const { headers } = await ask(url, '/payments/');
    assert.deepEqual([headers['set-cookie'], headers['alt-svc'], headers['x-kept']], [undefined, undefined, '1']);
  });
});

describe('what leaves', () => {
  const send = ['amount', '/customer/name', '/items/*/sku'];
  const json = (value: unknown) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof value === 'string' ? value : JSON.stringify(value),
  });

  it('is what `send` names, in JSON, forms and queries', async (t) => {
    const { url, vendor } = await setUp(t, { send });
    const body = { amount: { value: 1 }, customer: { name: 'x' }, items: [{ sku: 'a' }, { sku: 'b' }] };
    assert.equal((await ask(url, '/payments/?amount=1', json(body))).status, 200);
    const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    assert.equal(
      (await ask(url, '/payments/', { ...form, body: 'amount=1&items[0][sku]=a&customer[name]=x' })).status,
      200,
    );
    assert.equal(vendor.received.length, 2);
    assert.equal((await ask(url, '/payments/', { ...form, body: 'items[0][price]=1' })).code, 'property-refused');
    assert.equal((await ask(url, '/payments/?email=a')).code, 'property-refused');
    assert.equal(vendor.received.length, 2);
  });

  const refused: Record<string, [body: unknown, code: string]> = {
    'another property': [{ amount: 1, email: 'a@b.example' }, 'property-refused'],
    'another property inside': [{ customer: { name: 'x', email: 'a@b.example' } }, 'property-refused'],
    'another property of an item': [{ items: [{ sku: 'a' }, { sku: 'b', price: 1 }] }, 'property-refused'],
    'a text in the place of an object': [{ customer: 'x' }, 'property-refused'],
    'a list in the place of the object': [[{ amount: 1 }], 'property-refused'],
    'a property that is there twice': ['{"customer":{"email":"a"},"customer":{"name":"x"}}', 'body-unreadable'],
    'what is no JSON': ['{"amount":', 'body-unreadable'],
  };
  for (const [what, [body, code]] of Object.entries(refused)) {
    it(`is not ${what}`, async (t) => {
      const { url, vendor } = await setUp(t, { send });
      const answer = await ask(url, '/payments/', json(body));
      assert.equal(answer.code, code);
      assert.ok(!answer.body.includes('a@b.example'), 'values are not told');
      assert.equal(vendor.received.length, 0);
    });
  }

  it('is nothing whose form cannot be read', async (t) => {
    const { url } = await setUp(t, { send });
    const post = (headers: Record<string, string>) =>
      ask(url, '/payments/', { method: 'POST', headers, body: 'amount' });
    assert.equal((await post({ 'content-type': 'text/plain' })).code, 'body-unreadable');
    assert.equal(
      (await post({ 'content-type': 'application/json', 'content-encoding': 'gzip' })).code,
      'body-unreadable',
    );
    assert.equal((await post({})).code, 'body-unreadable');
  });
});

describe('applications', () => {
  const passwords = new Map([
    ['shop', 'shop-password'],
    ['desk', 'desk-password'],
  ]);
  const as = (text: string) => ({
    headers: { 'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}` },
  });

  it('say who they are, and use what they may', async (t) => {
    const { url, event } = await setUp(t, { applications: ['shop'], more: { passwords } });
    assert.equal((await ask(url, '/payments/', as('shop:shop-password'))).status, 200);
    assert.equal((await event(0)).api, 'shop');
    assert.equal((await ask(url, '/payments/', as('desk:desk-password'))).code, 'application-refused');
    for (const wrong of ['shop:', 'shop:desk-password', ':', 'nobody:', 'shop']) {
      const { status, code } = await ask(url, '/payments/', as(wrong));
      assert.deepEqual([wrong, status, code], [wrong, 407, 'application-unknown']);
    }
    assert.equal((await ask(url, '/payments/')).status, 407);
  });
});

describe('a third party', () => {
  it('that was switched off is not called until it is on again', async (t) => {
    const { url, blocked, vendor, uses } = await setUp(t);
    blocked.add('Acme');
    assert.equal((await ask(url, '/payments/')).code, 'vendor-blocked');
    blocked.clear();
    assert.equal((await ask(url, '/payments/')).status, 200);
    assert.equal(vendor.received.length, 1);
    assert.equal(uses.length, 1);
  });

  it('that keeps failing is left alone for a while', async (t) => {
    const { url, vendor } = await setUp(t, { answer: (_, response) => sendJson(response, {}, 500) });
    for (let count = 0; count < 20; count++) assert.equal((await ask(url, '/payments/')).status, 500);
    assert.equal((await ask(url, '/payments/')).code, 'breaker-open');
    assert.equal(vendor.received.length, 20);
  });

  it('is known by its certificate', async (t) => {
    const root = await makeAuthority();
    const names = [{ type: 'dns' as const, value: 'pay.test' }];
    const vendor = await startVendor((_, response) => sendJson(response, 1), await root.issue({ name: 'pay', names }));
    const dns = await startDns({ 'pay.test': { A: [['127.0.0.1']] }, 'other.test': { A: [['127.0.0.1']] } });
    t.after(() => Promise.all([vendor.close(), dns.close()]));
    const common = { plainText: false, authorities: root.pem };
    const { url, certificates } = await startEgress(t, {
      resolver: [dns.address],
      integrations: [
        { ...common, hosts: [{ host: 'pay.test', port: vendor.port }] },
        { ...common, name: 'wrong', hosts: [{ host: 'other.test', port: vendor.port }] },
        { ...common, name: 'stranger', authorities: undefined, hosts: [{ host: 'pay.test', port: vendor.port }] },
      ],
    });
    assert.equal((await ask(url, '/payments/')).status, 200);
    assert.equal(certificates[0]!.host, 'pay.test');
    assert.match(certificates[0]!.key, /^[0-9a-f]{64}$/);
    assert.equal((await ask(url, '/wrong/')).code, 'certificate-invalid');
    assert.equal((await ask(url, '/stranger/')).code, 'certificate-invalid');
    assert.equal(vendor.received.length, 1);
  });
});
