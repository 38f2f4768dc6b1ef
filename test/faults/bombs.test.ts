import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { call, openPolicy, raw, startGateway, startUpstream, statusesIn } from '../gateway/harness.js';

const megabyte = 1024 * 1024;

const contract = `paths:
  /{any}:
    parameters: [{ name: any, in: path, required: true, schema: { type: string } }]
    get: { security: [], responses: { '200': { description: ok } } }
    post:
      security: []
      requestBody:
        content:
          application/json: { schema: { type: object } }
          application/x-www-form-urlencoded: { schema: { type: object } }
          multipart/form-data: { schema: { type: object } }
          application/xml: { schema: { type: object } }
      responses: { '200': { description: ok } }
`;

const zeros = (megabytes: number): Buffer =>
  Buffer.concat([Buffer.from('{"a":"'), Buffer.alloc(megabytes * megabyte, 48), Buffer.from('"}')]);
const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');

interface Bomb {
  readonly type?: string;
  readonly body: string | Buffer;
  readonly encoding?: string;
}

const form = 'application/x-www-form-urlencoded';
const bombs: Record<string, Bomb> = {
  '100 MiB in gzip': { body: zlib.gzipSync(zeros(100)), encoding: 'gzip' },
  '50 MiB in Brotli': {
    body: zlib.brotliCompressSync(zeros(50), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
    encoding: 'br',
  },
  'gzip in gzip': { body: zlib.gzipSync(zlib.gzipSync(zeros(10))), encoding: 'gzip, gzip' },
  '100,000 arrays in each other': { body: '['.repeat(100_000) + ']'.repeat(100_000) },
  '100,000 objects in each other': { body: `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}` },
  '100,000 keys': { body: `{${many(100_000, (i) => `"k${i}":0,`)}"z":0}` },
  '50,000 keys that hash alike': { body: `{${many(50_000, (i) => `"${(i * 65_536 + 1) % 4_294_967_294}":0,`)}"z":0}` },
  'one key 100,000 times': { body: `{${'"a":1,'.repeat(100_000)}"a":2}` },
  'a number of 900,000 digits': { body: `{"a":${'9'.repeat(900_000)}}` },
  'a form of 200,000 fields': { type: form, body: many(200_000, (i) => `&a${i}`) },
  'a form of nested names': { type: form, body: `a${'[b]'.repeat(100_000)}=1` },
  'a form of broken escapes': { type: form, body: '%zz='.repeat(200_000) },
  'a million laughs': {
    type: 'application/xml',
    body: `<!DOCTYPE a [<!ENTITY b "lol">${many(9, (i) => `<!ENTITY b${i} "${`&b${i - 1};`.repeat(10)}">`)}]><a>&b8;</a>`,
  },
  'XML of 100,000 elements in each other': { type: 'application/xml', body: '<a>'.repeat(100_000) },
  '100,000 parts': { type: 'multipart/form-data; boundary=b', body: `${'--b\r\n\r\n'.repeat(100_000)}--b--` },
  'a part with a head of 1 MB': {
    type: 'multipart/form-data; boundary=b',
    body: `--b\r\nContent-Disposition: form-data; name="${'a'.repeat(1_000_000)}"\r\n\r\n\r\n--b--`,
  },
};

test('requests that are cheap to send and dear to read are refused, cost no memory and hold nobody up', async (t) => {
  const upstream = await startUpstream(t);
  const limits = { drainMillis: 50 };
  const { port, gateway } = await startGateway(t, { upstream, contract, policy: openPolicy, options: { limits } });
  await call(port, '/x', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  for (const [what, { type = 'application/json', body, encoding }] of Object.entries(bombs)) {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const before = process.memoryUsage();
    delay.enable();
    const headers = { 'content-type': type, ...(encoding === undefined ? {} : { 'content-encoding': encoding }) };
    const { status } = await call(port, '/x', { method: 'POST', body, headers });
    delay.disable();
    const after = process.memoryUsage();
    assert.ok(status >= 400 && status < 500, `${what}: ${status}`);
    assert.ok(after.heapUsed + after.external - before.heapUsed - before.external < 64 * megabyte, `${what}: memory`);
    assert.ok(delay.max < 400e6, `${what}: nobody else was served for ${Math.round(delay.max / 1e6)} ms`);
    assert.equal(gateway.stats.heldBytes, 0, what);
  }
  assert.equal(upstream.seen.length, 1);
});

const get = (fields: string): string => `GET /x HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
const chunked = 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
const heads: Record<string, string> = {
  'a field of 1 MiB': get(`X: ${'a'.repeat(megabyte)}\r\n`),
  '10,000 fields': get(many(10_000, (i) => `X-${i}: v\r\n`)),
  'a target of 1 MiB': `GET /${'a'.repeat(megabyte)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  '50,000 cookies': get(`Cookie: ${'a=1; '.repeat(50_000)}\r\n`),
  '100,000 chunks of one byte': `${chunked}${'1\r\n \r\n'.repeat(100_000)}0\r\n\r\n`,
  'extensions of chunks': `${chunked}${`2;${'x'.repeat(8000)}\r\n{}\r\n`.repeat(130)}0\r\n\r\n`,
  '10,000 trailers': `${chunked}2\r\n{}\r\n0\r\n${many(10_000, (i) => `t${i}: v\r\n`)}\r\n`,
};

test('heads without measure are refused, and nothing of them goes on', async (t) => {
  const upstream = await startUpstream(t);
  const limits = { drainMillis: 50 };
  const { port } = await startGateway(t, { upstream, contract, policy: openPolicy, options: { limits } });
  for (const [what, bytes] of Object.entries(heads)) {
    const { text, closed } = await raw(port, bytes, 2000);
    const statuses = statusesIn(text);
    assert.ok(closed || statuses.length > 0, what);
    for (const status of statuses) assert.ok(status >= 400 && status < 500, `${what}: ${status}`);
    assert.equal((await call(port, '/x')).status, 200, `after ${what}`);
  }
  assert.ok(upstream.seen.every(({ method }) => method === 'GET'));
});
