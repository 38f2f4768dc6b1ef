import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import zlib from 'node:zlib';
import { call, openPolicy, startGateway, startUpstream, type CallOptions } from './harness.js';

const contract = `paths:
  /notes:
    post:
      operationId: createNote
      parameters: [{ name: q, in: query, schema: { type: string } }]
      requestBody:
        content:
          application/json: { schema: { type: object } }
          multipart/form-data: { schema: { type: object } }
          application/x-www-form-urlencoded: { schema: { type: object } }
          text/plain: { schema: { type: string } }
      responses: { '200': { description: ok } }
`;
const json = 'application/json';
const megabyte = 1_000_000;
/** Milliseconds of CPU that one hostile request may take, with all that is around it, on a slow machine. */
const mostMillis = 1_500;

function post(body: string | Buffer, type = json, more: Record<string, string> = {}): CallOptions {
  return { method: 'POST', headers: { 'content-type': type, ...more }, body };
}

function times(count: number, step: (text: string) => string, start: string): string {
  let text = start;
  for (let i = 0; i < count; i++) text = step(text);
  return text;
}

const field = (head: string, content: string): string =>
  `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n--b--\r\n`;
const multipart = 'multipart/form-data; boundary=b';
const script = '<script>alert(1)</script>';

/** What is no text that everybody reads in the same way, and the status that says so. */
const rows: readonly (readonly [name: string, options: CallOptions, status: number])[] = [
  ['half a surrogate pair', post('{"name":"a\\ud800b"}'), 403],
  ['bytes that are not UTF-8', post(Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc3, 0x28, 0x22, 0x7d])), 400],
  ['a body in UTF-7', post('+ADw-script+AD4-alert(1)+ADw-/script+AD4-', 'text/plain; charset=utf-7'), 415],
  ['UTF-7 that does not say so', post('+ADw-script+AD4-alert(1)+ADw-/script+AD4-', 'text/plain'), 403],
  ['a value that was encoded 64 times', post(JSON.stringify({ name: times(64, encodeURIComponent, '<b>') })), 403],
  ['a script that was encoded five times', post(JSON.stringify({ name: times(5, encodeURIComponent, script) })), 403],
  ['JSON in JSON in JSON', post(JSON.stringify({ a: times(3, (text) => JSON.stringify({ a: text }), script) })), 403],
  ['a part in UTF-16', post(field('name="a"\r\nContent-Type: text/plain; charset=utf-16', 'b'), multipart), 400],
  ['a form that says it is UTF-7', post(field('name="_charset_"', 'utf-7'), multipart), 400],
  ['a part in UTF-8', post(field('name="a"\r\nContent-Type: text/plain; charset=utf-8', 'é'), multipart), 200],
];

describe('bad input gets a clear verdict', () => {
  for (const [name, options, status] of rows) {
    it(name, async (t) => {
      const upstream = await startUpstream(t);
      const { port } = await startGateway(t, { upstream, contract, policy: openPolicy });
      assert.equal((await call(port, '/notes', options)).status, status);
      assert.equal(upstream.seen.length, status === 200 ? 1 : 0);
    });
  }
});

const large: readonly (readonly [name: string, options: CallOptions])[] = [
  ['a megabyte of brackets', post('['.repeat(megabyte))],
  ['a megabyte of brackets in a string', post(JSON.stringify({ name: '('.repeat(megabyte) }))],
  ['a megabyte of quotes', post(JSON.stringify({ name: "'".repeat(megabyte) }))],
  [
    'a megabyte of signs that mean something',
    post(JSON.stringify({ name: '<a =\'"`;|&$({%25'.repeat(megabyte / 16) })),
  ],
  ['a compressed bomb', post(zlib.gzipSync(Buffer.alloc(60 * megabyte, 32)), json, { 'content-encoding': 'gzip' })],
  [
    'six thousand odd names',
    post(JSON.stringify(Object.fromEntries(Array.from({ length: 6_000 }, (_, i) => [`$a'${i}`, i])))),
  ],
];

test('hostile bodies are refused after a bounded time', async (t) => {
  const upstream = await startUpstream(t);
  const { port } = await startGateway(t, { upstream, contract, policy: openPolicy });
  for (const [name, options] of large) {
    const start = process.cpuUsage();
    const { status } = await call(port, '/notes', options);
    const { user, system } = process.cpuUsage(start);
    assert.ok(status >= 400 && status < 500, `${name}: ${status}`);
    assert.ok((user + system) / 1000 < mostMillis, `${name} took ${(user + system) / 1000} ms`);
  }
  assert.equal(upstream.seen.length, 0);
});

describe('an address of an inner network in a JSON body', () => {
  const bodies: readonly (readonly [name: string, body: unknown, status: number])[] = [
    ['is denied where the name says that it is fetched', { webhook_url: 'http://10.0.0.8/' }, 403],
    ['is denied in an image', { image: 'http://192.168.1.1/a.png' }, 403],
    ['is denied deep inside', { items: [{ callbackUrl: 'http://172.16.5.4:8080/x' }] }, 403],
    ['passes where a setting may say it', { gateway: 'http://10.0.0.8/' }, 200],
    ['passes in a sentence', { comment: 'our printer is at http://10.0.0.8/ by the door' }, 200],
    ['passes where a browser goes back to', { redirect_uri: 'http://localhost:3000/callback' }, 200],
    ['is denied anywhere when it is that of a metadata service', { gateway: 'http://169.254.169.254/latest' }, 403],
  ];
  for (const [name, body, status] of bodies) {
    it(name, async (t) => {
      const upstream = await startUpstream(t);
      const { port } = await startGateway(t, { upstream, contract, policy: openPolicy });
      assert.equal((await call(port, '/notes', post(JSON.stringify(body)))).status, status);
    });
  }
});
