import assert from 'node:assert/strict';
import net from 'node:net';
import tls from 'node:tls';
import { describe, it, type TestContext } from 'node:test';
import { makeAuthority } from '../identity/authority.js';
import { startDns } from './dns-server.js';
import { startEgress, type EgressOptions } from './start-egress.js';
import { sendJson, startVendor } from './vendor-app.js';

const root = await makeAuthority();
const issued = await root.issue({
  names: [
    { type: 'dns', value: 'pay.test' },
    { type: 'dns', value: 'other.test' },
  ],
});

async function setUp(
  t: TestContext,
  more: Partial<EgressOptions['integrations'][number]> = {},
  passwords?: ReadonlyMap<string, string>,
) {
  const vendor = await startVendor((_, response) => sendJson(response, { ok: true }), issued);
  const dns = await startDns({ 'pay.test': { A: [['127.0.0.1']] }, 'inner.test': { A: [['10.0.0.1']] } });
  t.after(() => Promise.all([vendor.close(), dns.close()]));
  const hosts = ['pay.test', 'inner.test'].map((host) => ({ host, port: vendor.port }));
  const egress = await startEgress(t, {
    integrations: [{ plainText: false, tunnel: true, hosts, ...more }],
    resolver: [dns.address],
    ...(passwords ? { passwords } : {}),
  });
  return { vendor, ...egress };
}

/** What the proxy says to CONNECT, and the connection. */
function connect(url: string, authority: string, headers = ''): Promise<{ status: number; socket: net.Socket }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname, () =>
      socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${headers}\r\n`),
    );
    socket.on('error', reject);
    socket.once('data', (text: Buffer) => resolve({ status: Number(text.toString().split(' ')[1]), socket }));
  });
}

/** Asks inside the tunnel, in the name of a host. */
function askInside(socket: net.Socket, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const secure = tls.connect({ socket, servername, ca: root.pem }, () =>
      secure.write(`GET /v1 HTTP/1.1\r\nHost: ${servername}\r\nConnection: close\r\n\r\n`),
    );
    let text = '';
    secure.on('data', (piece: Buffer) => (text += piece.toString()));
    secure.on('error', reject).on('close', () => resolve(text));
  });
}

describe('CONNECT', () => {
  it('passes TLS on to the host that was asked for, and one event tells of it', async (t) => {
    const { url, vendor, event } = await setUp(t);
    const { status, socket } = await connect(url, `pay.test:${vendor.port}`);
    assert.equal(status, 200);
    assert.match(await askInside(socket, 'pay.test'), /\{"ok":true\}/);
    const { kind, outcome, method, bytesIn, bytesOut, detail } = await event();
    assert.deepEqual(
      [kind, outcome, method, detail?.['host']],
      ['egress_call', 'allowed', 'CONNECT', `pay.test:${vendor.port}`],
    );
    assert.ok(bytesIn! > 100 && bytesOut! > 100);
  });

  it('ends when the tunnel asks for another host inside', async (t) => {
    const { url, vendor, event } = await setUp(t);
    const { socket } = await connect(url, `pay.test:${vendor.port}`);
    await assert.rejects(askInside(socket, 'other.test'));
    assert.equal((await event()).detail?.['reason'], 'tunnel-name-differs');
    assert.equal(vendor.received.length, 0);
  });

  it('ends when it is no TLS', async (t) => {
    const { url, vendor, event } = await setUp(t);
    const { socket } = await connect(url, `pay.test:${vendor.port}`);
    socket.write('GET / HTTP/1.1\r\nHost: pay.test\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    assert.equal((await event()).detail?.['reason'], 'tunnel-name-differs');
  });

  const refused: Record<
    string,
    [authority: string, status: number, reason: string, more?: Parameters<typeof setUp>[1]]
  > = {
    'a host that no integration has': ['evil.example:443', 403, 'host-refused'],
    'an address in decimal': ['2130706433:443', 403, 'host-refused'],
    'another port of the host': ['pay.test:22', 403, 'host-refused'],
    'an integration that is read': ['pay.test:PORT', 403, 'tunnel-refused', { tunnel: false }],
    'a name that leads to an inner address': ['inner.test:PORT', 403, 'address-refused'],
    'an integration of another application': ['pay.test:PORT', 403, 'application-refused', { applications: ['desk'] }],
  };
  for (const [what, [authority, status, reason, more]] of Object.entries(refused)) {
    it(`to ${what} is refused`, async (t) => {
      const { url, vendor, event } = await setUp(t, more);
      const answer = await connect(url, authority.replace('PORT', String(vendor.port)));
      answer.socket.destroy();
      assert.equal(answer.status, status);
      assert.equal((await event()).detail?.['reason'], reason);
    });
  }

  it('asks applications who they are', async (t) => {
    const { url, vendor, event } = await setUp(t, {}, new Map([['shop', 'shop-password']]));
    const authority = `pay.test:${vendor.port}`;
    const first = await connect(url, authority);
    first.socket.destroy();
    assert.equal(first.status, 407);
    const basic = Buffer.from('shop:shop-password').toString('base64');
    const { status, socket } = await connect(url, authority, `Proxy-Authorization: Basic ${basic}\r\n`);
    assert.equal(status, 200);
    await askInside(socket, 'pay.test');
    assert.equal((await event(1)).api, 'shop');
  });

  it('ends when the third party is switched off, has sent too much, or is silent for too long', async (t) => {
    const { url, vendor, proxy, blocked, event } = await setUp(t);
    const open = await connect(url, `pay.test:${vendor.port}`);
    const secure = tls.connect({ socket: open.socket, servername: 'pay.test', ca: root.pem });
    await new Promise((resolve) => secure.once('secureConnect', resolve));
    blocked.add('Acme');
    proxy.endTunnels((name) => blocked.has(name));
    assert.equal((await event()).detail?.['reason'], 'vendor-blocked');
    secure.destroy();
  });

  it('ends when more came than the integration allows, and when nothing comes', async (t) => {
    const { url, vendor, event } = await setUp(t, { responseBytes: 300 });
    const { socket } = await connect(url, `pay.test:${vendor.port}`);
    const answer = await askInside(socket, 'pay.test').catch(() => '');
    assert.doesNotMatch(answer, /"ok"/);
    assert.equal((await event()).detail?.['reason'], 'answer-too-large');
    const slow = await setUp(t, { timeoutSeconds: 0.2 });
    const idle = await connect(slow.url, `pay.test:${slow.vendor.port}`);
    const secure = tls.connect({ socket: idle.socket, servername: 'pay.test', ca: root.pem });
    secure.on('error', () => undefined);
    assert.equal((await slow.event()).detail?.['reason'], 'timed-out');
  });
});
