import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import tls from 'node:tls';
import { makeAuthority } from '../identity/authority.js';
import { openContract, openPolicy, raw, startGateway, startUpstream } from '../gateway/harness.js';

const root = await makeAuthority();
const certificate = await root.issue({ name: 'localhost', names: [{ type: 'dns', value: 'localhost' }] });

const inner = 'GET /smuggled HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n';
const post = (fields: string, body: string, line = 'POST /x HTTP/1.1'): string =>
  `${line}\r\nHost: a\r\nContent-Type: a/b\r\n${fields}\r\n${body}`;
const none = '0\r\n\r\n';
const both = `Content-Length: ${5 + inner.length}\r\n`;

/** Everything that two servers could read as one request or as two. */
const messages: Record<string, string> = {
  'a length that covers a request, and chunks that end before it': post(
    `${both}Transfer-Encoding: chunked\r\n`,
    none + inner,
  ),
  'the same in the other order': post(`Transfer-Encoding: chunked\r\n${both}`, none + inner),
  'a chunk that holds a request, and a length that ends before it': post(
    'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
    `${inner.length.toString(16)}\r\n${inner}\r\n${none}`,
  ),
  ...Object.fromEntries(
    [
      'xchunked',
      '\x0bchunked',
      '"chunked"',
      'identity',
      'chunked, identity',
      'gzip, chunked',
      'chunked,',
      ',chunked',
      'chunked;a=b',
      '',
      'chunked\x00',
      'chunked, chunked',
    ].map((value) => [
      `Transfer-Encoding ${JSON.stringify(value)}`,
      post(`${both}Transfer-Encoding: ${value}\r\n`, none + inner),
    ]),
  ),
  'Transfer-Encoding with a space before the colon': post(`${both}Transfer-Encoding : chunked\r\n`, none + inner),
  'Transfer-Encoding on a folded line': post(`${both}X: y\r\n Transfer-Encoding: chunked\r\n`, none + inner),
  'Transfer-Encoding behind a bare line feed': post(`${both}X: y\nTransfer-Encoding: chunked\r\n`, none + inner),
  'Transfer-Encoding twice': post(`${both}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n`, none + inner),
  'Transfer-Encoding that Connection names': post(
    'Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n',
    none + inner,
  ),
  'Transfer-Encoding in HTTP/1.0': post('Transfer-Encoding: chunked\r\n', none + inner, 'POST /x HTTP/1.0'),
  'two lengths': post(`Content-Length: 0\r\nContent-Length: ${inner.length}\r\n`, inner),
  ...Object.fromEntries(
    [
      `+${inner.length}`,
      `0x${inner.length.toString(16)}`,
      '-0',
      `0, ${inner.length}`,
      `${inner.length}.0`,
      `${2n ** 64n}`,
      '',
    ].map((value) => [`Content-Length ${JSON.stringify(value)}`, post(`Content-Length: ${value}\r\n`, inner)]),
  ),
  'a chunk size with a sign': post('Transfer-Encoding: chunked\r\n', `+5\r\nhello\r\n${none}`),
  'a chunk size of hexadecimal digits with 0x': post('Transfer-Encoding: chunked\r\n', `0x5\r\nhello\r\n${none}`),
  'a chunk that ends with a bare line feed': post('Transfer-Encoding: chunked\r\n', `5\r\nhello\n${none}${inner}`),
  'a chunk size that overflows': post(
    'Transfer-Encoding: chunked\r\n',
    `10000000000000005\r\nhello\r\n${none}${inner}`,
  ),
};

async function start(t: TestContext) {
  const upstream = await startUpstream(t);
  const options = { limits: { drainMillis: 50 } };
  const running = await startGateway(t, { upstream, contract: openContract, policy: openPolicy, options });
  const { port } = await running.gateway.listen('127.0.0.1', 0, { tls: certificate });
  return { upstream, port: running.port, tlsPort: port };
}

async function rawTls(port: number, bytes: string): Promise<string> {
  const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  let text = '';
  socket.on('error', () => undefined);
  socket.on('data', (data: Buffer) => (text += data.toString('latin1')));
  await once(socket, 'secureConnect');
  socket.write(Buffer.from(bytes, 'latin1'));
  await Promise.race([once(socket, 'close'), new Promise((resolve) => setTimeout(resolve, 150))]).catch(
    () => undefined,
  );
  socket.destroy();
  return text;
}

test('no message that two servers could read differently brings a request to the upstream, plain and over TLS', async (t) => {
  const { upstream, port, tlsPort } = await start(t);
  for (const [what, bytes] of Object.entries(messages)) {
    for (const text of [(await raw(port, bytes + inner)).text, await rawTls(tlsPort, bytes + inner)]) {
      assert.doesNotMatch(text, /^HTTP\/1\.1 (?:[123]|5)/m, what);
      assert.deepEqual(upstream.seen, [], what);
    }
  }
});
