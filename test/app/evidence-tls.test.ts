import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { after, before, describe, test } from 'node:test';
import { probeListeners } from '../../src/app/evidence-tls.js';
import type { ListenPolicy } from '../../src/model/types.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-probe-'));
const servers: net.Server[] = [];
before(() => {
  const names = ['-keyout', path.join(folder, 'k.pem'), '-out', path.join(folder, 'c.pem'), '-days', '40'];
  const kind = ['-newkey', 'rsa:2048', '-nodes', '-subj', '/O=Shop/CN=shop.example'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...names], { stdio: 'ignore' });
});
after(() => {
  for (const server of servers) server.close();
  fs.rmSync(folder, { recursive: true });
});

const files = { certificate: 'c.pem', key: 'k.pem', minVersion: 'TLSv1.2' };

async function listening(server: net.Server, isTls: boolean): Promise<ListenPolicy> {
  servers.push(server.listen(0, '127.0.0.1'));
  server.on('connection', (socket) => socket.on('error', () => {}));
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return { host: '127.0.0.1', port, tls: isTls ? files : undefined, node: undefined };
}

const secure = (options: tls.TlsOptions): net.Server =>
  tls
    .createServer({
      ...options,
      cert: fs.readFileSync(path.join(folder, 'c.pem')),
      key: fs.readFileSync(path.join(folder, 'k.pem')),
    })
    .on('tlsClientError', () => {});

describe('the probe of listeners', () => {
  test('tells protocol, cipher, certificate and that TLS 1.1 is refused', async () => {
    const [probe] = await probeListeners([await listening(secure({}), true)]);
    assert.deepEqual([probe!.reached, probe!.protocol, probe!.subject], [true, 'TLSv1.3', 'Shop, shop.example']);
    assert.equal(probe!.oldProtocol, 'refused');
    assert.ok(probe!.notAfter > Date.now() + 38 * 86_400_000);
  });

  test('tells an address that still takes TLS 1.1', async () => {
    const old = secure({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
    const [probe] = await probeListeners([await listening(old, true)]);
    assert.deepEqual([probe!.protocol, probe!.oldProtocol], ['TLSv1.3', 'accepted']);
  });

  test('tells an address without TLS from one where nothing listens', async () => {
    const plain = await listening(
      net.createServer((socket) => socket.end('no')),
      false,
    );
    const closed = { ...plain, port: 1 };
    const probes = await probeListeners([plain, closed]);
    assert.deepEqual(
      probes.map(({ reached, protocol, tls: configured }) => [reached, protocol, configured]),
      [
        [true, '', false],
        [false, '', false],
      ],
    );
  });

  test('ends when an address takes the connection and says nothing', async () => {
    const begin = Date.now();
    const [probe] = await probeListeners([await listening(net.createServer(), true)]);
    assert.deepEqual([probe!.reached, probe!.protocol], [true, '']);
    assert.ok(Date.now() - begin < 8000);
  });
});
