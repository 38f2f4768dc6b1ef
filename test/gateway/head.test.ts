import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContract, openPolicy, raw, startGateway, startUpstream, statusesIn } from './harness.js';

const host = 'Host: a.example\r\n';
const body = 'Content-Type: text/plain\r\n';
const get = (fields: string, target = '/x', version = 'HTTP/1.1'): string =>
  `GET ${target} ${version}\r\n${fields}\r\n`;
const post = (fields: string, content: string, version = 'HTTP/1.1'): string =>
  `POST /x ${version}\r\n${host}${body}${fields}\r\n${content}`;
const inner = 'GET /inner HTTP/1.1\r\nHost: a.example\r\n\r\n';
const chunk = '2\r\nok\r\n0\r\n\r\n';

/** Name -> [bytes, status]. Nothing of these reaches the upstream, and nothing sent behind them is answered. */
const refused: Record<string, readonly [bytes: string, status: number]> = {
  'both lengths': [post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${inner}`), 400],
  'both lengths, other order': [post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${inner}`), 400],
  'two lengths': [post('Content-Length: 3\r\nContent-Length: 0\r\n', `abc${inner}`), 400],
  'list of lengths': [post('Content-Length: 2, 2\r\n', 'ok'), 400],
  'length with a sign': [post('Content-Length: +2\r\n', 'ok'), 400],
  'length in hexadecimal': [post('Content-Length: 0x2\r\n', 'ok'), 400],
  'length with leading zeros': [post('Content-Length: 002\r\n', 'ok'), 400],
  'space before the colon': [post('Transfer-Encoding : chunked\r\n', chunk), 400],
  'chunked, identity': [post('Transfer-Encoding: chunked, identity\r\n', chunk), 400],
  'gzip, chunked': [post('Transfer-Encoding: gzip, chunked\r\n', chunk), 400],
  'chunked twice': [post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', chunk), 400],
  'chunked in HTTP/1.0': [post('Transfer-Encoding: chunked\r\n', chunk, 'HTTP/1.0'), 400],
  'chunk size with a sign': [post('Transfer-Encoding: chunked\r\n', '+2\r\nok\r\n0\r\n\r\n'), 400],
  'underscore for a dash': [post('Transfer_Encoding: chunked\r\nContent-Length: 2\r\n', 'ok'), 400],
  'underscore name': [get(`${host}X_Forwarded_For: 6.6.6.6\r\n`), 400],
  'two Hosts': [get(`${host}Host: b.example\r\n`), 400],
  'two equal Hosts': [get(host + host), 400],
  'no Host': [get(''), 400],
  'empty Host': [get('Host:\r\n'), 400],
  'Host with user': [get('Host: a@b\r\n'), 400],
  'Host with path': [get('Host: a/b\r\n'), 400],
  'Host with comma': [get('Host: a, b\r\n'), 400],
  'two Authorizations': [get(`${host}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n`), 400],
  'two Content-Types': [post('Content-Type: application/json\r\nContent-Length: 2\r\n', '{}'), 400],
  'Connection names Authorization': [get(`${host}Authorization: x\r\nConnection: close, Authorization\r\n`), 400],
  'Connection names Cookie': [get(`${host}Connection: cookie\r\n`), 400],
  'Connection names X-Forwarded-For': [get(`${host}Connection: x-forwarded-for\r\n`), 400],
  'Expect of something else': [post('Expect: y 100-continue\r\nContent-Length: 2\r\n', 'ok'), 400],
  'HTTP/2.0 in text': [get(host, '/x', 'HTTP/2.0'), 400],
  'HTTP/1.2': [get(host, '/x', 'HTTP/1.2'), 400],
  TRACE: [`TRACE /x HTTP/1.1\r\n${host}\r\n`, 405],
  CONNECT: [`CONNECT a.example:443 HTTP/1.1\r\n${host}\r\n`, 405],
  'asterisk target': [get(host, '*'), 400],
  'target of another host': [get(host, 'http://b.example/x'), 400],
  'fragment in the target': [get(host, '/x#y'), 400],
  'backslash in the target': [get(host, '/x\\y'), 400],
  'dot segment': [get(host, '/a/../x'), 400],
  'bare LF': [`GET /x HTTP/1.1\nHost: a.example\n\n`, 400],
  'obs-fold': [get(`${host}X: a\r\n b\r\n`), 400],
  'NUL in a value': [get(`${host}X: a\x00b\r\n`), 400],
  'body on GET': [`GET /x HTTP/1.1\r\n${host}Content-Length: ${inner.length}\r\n\r\n${inner}`, 400],
  'body on DELETE': [`DELETE /x HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${chunk}`, 400],
  '101 fields': [get(host + Array.from({ length: 100 }, (_, i) => `X-${i}: y\r\n`).join('')), 431],
  '17 kB of fields': [get(`${host}X: ${'a'.repeat(17_000)}\r\n`), 431],
  'target of 9 kB': [get(host, `/${'a'.repeat(9000)}`), 414],
};

test('what two servers may read differently is refused, and nothing behind it is read', async (t) => {
  const upstream = await startUpstream(t);
  const { port, events } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  for (const [name, [bytes, status]] of Object.entries(refused)) {
    await t.test(name, async () => {
      const before = events.length;
      const { text } = await raw(port, bytes + inner);
      assert.deepEqual(statusesIn(text), [status], text);
      assert.match(text, /^connection: close\r$/im);
      assert.match(text, /application\/problem\+json/);
      assert.deepEqual(upstream.seen, []);
      assert.equal(events.length - before, 1, 'one event');
    });
  }
});

const accepted: Record<string, string> = {
  plain: get(host),
  'absolute target of the same host': get(host, 'http://A.example/x'),
  'HTTP/1.0': get(host, '/x', 'HTTP/1.0'),
  'upper case coding': post('Transfer-Encoding: Chunked\r\n', chunk),
  'chunk extension and trailer': post('Transfer-Encoding: chunked\r\n', '2;a=b\r\nok\r\n0\r\nX-T: y\r\n\r\n'),
  'host with port': get('Host: [::1]:8080\r\n'),
};

test('ordinary messages pass', async (t) => {
  const upstream = await startUpstream(t);
  const { port } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  for (const [name, bytes] of Object.entries(accepted)) {
    await t.test(name, async () => {
      const { text } = await raw(port, bytes);
      assert.deepEqual(statusesIn(text), [200], text);
    });
  }
});

test('what is sent on is rebuilt: nothing hop-by-hop, nothing forged, one framing', async (t) => {
  const upstream = await startUpstream(t);
  const { port } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const forged =
    'X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Host: evil\r\nForwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n';
  const hop = 'Keep-Alive: x\r\nTE: trailers\r\nProxy-Authorization: Basic x\r\nConnection: X-Drop\r\nX-Drop: 1\r\n';
  const own = 'X-Portcullis-Principal: root\r\nX-Request-Id: mine\r\nX-Original-URL: /admin\r\n';
  await raw(port, post(`${forged}${hop}${own}Authorization: Bearer t\r\nTransfer-Encoding: chunked\r\n`, chunk));
  const [{ headers, body: sent }] = upstream.seen as [(typeof upstream.seen)[0]];
  assert.equal(sent, 'ok');
  assert.equal(headers['content-length'], '2');
  assert.equal(headers['authorization'], 'Bearer t');
  assert.equal(headers['x-forwarded-for'], '127.0.0.1');
  assert.equal(headers['x-forwarded-proto'], 'http');
  assert.equal(headers['x-forwarded-host'], 'a.example');
  assert.match(headers['x-request-id'] as string, /^[0-9a-f-]{36}$/);
  const gone = ['transfer-encoding', 'forwarded', 'x-real-ip', 'keep-alive', 'te', 'proxy-authorization', 'x-drop'];
  for (const name of [...gone, 'x-portcullis-principal', 'x-original-url'])
    assert.equal(headers[name], undefined, name);
});

test('a declared header may have an underscore', async (t) => {
  const upstream = await startUpstream(t);
  const contract = `paths: { /x: { get: { security: [], parameters: [{ name: X_Tag, in: header, schema: { type: string } }], responses: { '200': { description: ok } } } } }`;
  const { port } = await startGateway(t, { upstream, contract, policy: openPolicy });
  const { text } = await raw(port, get(`${host}X_Tag: a\r\n`));
  assert.deepEqual(statusesIn(text), [200]);
});

test('after the client said close, what follows is not read', async (t) => {
  const upstream = await startUpstream(t);
  const { port } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const { text } = await raw(port, get(`${host}Connection: close\r\n`) + inner);
  assert.deepEqual(statusesIn(text), [200]);
  assert.equal(upstream.seen.length, 1);
});
