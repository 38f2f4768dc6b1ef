import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { test } from 'node:test';
import type { AddressInfo } from 'node:net';
import { readClientHello } from '../../src/egress/client-hello.js';

/** The first bytes that Node's own TLS sends. */
async function helloOf(options: tls.ConnectionOptions): Promise<Buffer> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = tls.connect({ port, host: '127.0.0.1', ...options }).on('error', () => undefined);
  const [socket] = (await once(server, 'connection')) as [net.Socket];
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  socket.destroy();
  server.close();
  return bytes;
}

test('the name of a real ClientHello is read, however it is cut', async () => {
  const hello = await helloOf({ servername: 'Pay.Example' });
  assert.deepEqual(readClientHello(hello), { state: 'read', host: 'pay.example' });
  for (const end of [0, 4, 5, 60, hello.length - 1]) {
    assert.deepEqual(readClientHello(hello.subarray(0, end)), { state: 'more' });
  }
});

test('without a name there is none', async () => {
  assert.deepEqual(readClientHello(await helloOf({})), { state: 'read', host: undefined });
});

test('damaged bytes are never read as a name, and never throw', async () => {
  const hello = await helloOf({ servername: 'pay.example' });
  for (let at = 0; at < hello.length; at++) {
    for (const byte of [0, 0xff]) {
      const damaged = Buffer.from(hello);
      damaged[at] = byte;
      assert.ok(['more', 'read', 'unreadable'].includes(readClientHello(damaged).state));
    }
  }
  assert.deepEqual(readClientHello(Buffer.from('GET / HTTP/1.1\r\n')), { state: 'unreadable' });
});
