import assert from 'node:assert/strict';
import { once } from 'node:events';
import https from 'node:https';
import { test } from 'node:test';
import tls from 'node:tls';
import type { PortcullisError } from '../../src/core/errors.js';
import type { TlsFiles } from '../../src/gateway/tls.js';
import { makeAuthority, type Issued } from '../identity/authority.js';
import { openContract, openPolicy, startGateway, startUpstream } from './harness.js';

const names = [{ type: 'dns', value: 'localhost' }] as const;
const root = await makeAuthority();
const server = await root.issue({ name: 'first', names: [...names] });

type Context = Parameters<typeof startUpstream>[0];

async function startTls(t: Context, files: Partial<TlsFiles> = {}) {
  const upstream = await startUpstream(t);
  const listen = { tls: { certificate: server.certificate, key: server.key, ...files } };
  return startGateway(t, { upstream, contract: openContract, policy: openPolicy, listen });
}

async function connect(port: number, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
  const socket = tls.connect({ host: '127.0.0.1', port, servername: 'localhost', ca: root.pem, ...options });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket;
}

const nameOf = (socket: tls.TLSSocket): string => String(socket.getPeerCertificate().subject.CN);

function ask(port: number, options: https.RequestOptions = {}): Promise<{ status: number; hsts: unknown }> {
  return new Promise((resolve, reject) => {
    const request = https.get(
      { host: '127.0.0.1', port, path: '/x', servername: 'localhost', ca: root.pem, agent: false, ...options },
      (response) => {
        response.resume();
        response.on('end', () =>
          resolve({ status: response.statusCode!, hsts: response.headers['strict-transport-security'] }),
        );
      },
    );
    request.on('error', reject);
  });
}

test('TLS 1.2 and 1.3 are served with forward secrecy, what is older is not', async (t) => {
  const { port } = await startTls(t);
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await connect(port, { minVersion: version, maxVersion: version });
    assert.equal(socket.getProtocol(), version);
    socket.destroy();
  }
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await assert.rejects(connect(port, old));
  for (const ciphers of ['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA']) {
    await assert.rejects(connect(port, { maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` }), ciphers);
  }
});

test('a policy may leave TLS 1.3 only', async (t) => {
  const { port } = await startTls(t, { minVersion: 'TLSv1.3' });
  await assert.rejects(connect(port, { maxVersion: 'TLSv1.2' }));
});

test('ALPN chooses HTTP/2, HTTP/1.1, or for clients without it HTTP/1.1', async (t) => {
  const { port } = await startTls(t);
  const chosen = async (ALPNProtocols?: string[]): Promise<string | false | null> => {
    const socket = await connect(port, ALPNProtocols ? { ALPNProtocols } : {});
    socket.destroy();
    return socket.alpnProtocol;
  };
  assert.equal(await chosen(['h2', 'http/1.1']), 'h2');
  assert.equal(await chosen(['http/1.1']), 'http/1.1');
  assert.equal(await chosen(), false);
  await assert.rejects(chosen(['spdy/3']));
  assert.deepEqual(await ask(port), { status: 200, hsts: 'max-age=31536000' });
});

test('a client certificate is a condition of the handshake, or only asked for', async (t) => {
  const client = await root.issue({ name: 'client' });
  const stranger = await (await makeAuthority('Other')).issue({ name: 'stranger' });
  const required = await startTls(t, { clientCa: root.pem });
  const optional = await startTls(t, { clientCa: root.pem, clientCertificate: 'optional' });
  const as = ({ certificate, key }: Issued): https.RequestOptions => ({ cert: certificate, key });
  assert.equal((await ask(required.port, as(client))).status, 200);
  await assert.rejects(ask(required.port));
  await assert.rejects(ask(required.port, as(stranger)));
  assert.equal((await ask(optional.port)).status, 200, 'guards judge');
});

test('a new certificate serves new connections, open ones go on', async (t) => {
  const upstream = await startUpstream(t);
  const { gateway } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const listening = await gateway.listen('127.0.0.1', 0, { tls: server });
  const before = await connect(listening.port);
  const second = await root.issue({ name: 'second', names: [...names] });
  listening.renew(second);
  const after = await connect(listening.port);
  assert.deepEqual([nameOf(before), nameOf(after)], ['first', 'second']);
  before.write('GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n');
  assert.match(String((await once(before, 'data'))[0]), /^HTTP\/1\.1 200/);
  before.destroy();
  after.destroy();
});

const other = await root.issue({ name: 'other' });
const expired = await root.issue({ name: 'expired', validFor: -1000 });
const bad: Record<string, TlsFiles> = {
  'of another key': { certificate: server.certificate, key: other.key },
  'that has expired': expired,
  'that is no certificate': { certificate: 'x', key: server.key },
};
for (const [what, files] of Object.entries(bad)) {
  test(`a certificate ${what} is neither served nor taken over`, async (t) => {
    const upstream = await startUpstream(t);
    const { gateway } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
    const isRefused = (error: PortcullisError): boolean => error.code === 'CERTIFICATE_INVALID';
    await assert.rejects(gateway.listen('127.0.0.1', 0, { tls: files }), isRefused);
    const listening = await gateway.listen('127.0.0.1', 0, { tls: server });
    assert.throws(() => listening.renew(files), isRefused);
    const socket = await connect(listening.port);
    assert.equal(nameOf(socket), 'first');
    socket.destroy();
  });
}
