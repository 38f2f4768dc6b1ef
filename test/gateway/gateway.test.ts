import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { gzipSync } from 'node:zlib';
import { test } from 'node:test';
import { call, openContract, openPolicy, raw, startGateway, startUpstream, statusesIn } from './harness.js';
import { projectOf } from './model-of.js';

const json = { 'content-type': 'application/json' };

test('a request of the contract is sent on and answered', async (t) => {
  const upstream = await startUpstream(t);
  const { port, access, events } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const answer = await call(port, '/apples?size=2', { headers: { authorization: 'Bearer x' } });
  assert.equal(answer.status, 200);
  assert.equal(answer.json()['url'], '/apples?size=2');
  assert.equal(answer.headers['server'], undefined);
  assert.equal(answer.headers['x-powered-by'], undefined);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  assert.equal(answer.headers['x-request-id'], upstream.seen[0]?.headers['x-request-id']);
  assert.deepEqual(events, []);
  assert.equal(access.length, 1);
  assert.deepEqual(
    [access[0]?.operationId, access[0]?.status, access[0]?.bytesOut],
    ['GET /{any}', 200, answer.text.length],
  );
});

test('paths and methods outside the contract are denied', async (t) => {
  const upstream = await startUpstream(t);
  const { port, gateway } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const unknown = await call(port, '/a/b');
  assert.deepEqual([unknown.status, unknown.json()['code']], [404, 'OPERATION_UNKNOWN']);
  const wrong = await call(port, '/a', { method: 'PATCH' });
  assert.deepEqual([wrong.status, wrong.headers.allow], [405, 'DELETE, GET, POST']);
  assert.equal(wrong.headers['content-type'], 'application/problem+json');
  assert.equal(wrong.json()['requestId'], wrong.headers['x-request-id']);
  const head = await raw(port, 'HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n');
  assert.match(head.text, /^HTTP\/1\.1 405 [^]*\r\n\r\n$/, 'no body after the head');
  assert.deepEqual(upstream.seen, []);
  assert.deepEqual([gateway.stats.requests, gateway.stats.denials], [3, 3]);
});

test('events hold the template, never the path, the query or a header', async (t) => {
  const upstream = await startUpstream(t);
  const policy = 'defaults: { mode: enforce, rateLimits: [] }\noperations: { "POST /{any}": { bodyLimitBytes: 1 } }\n';
  const { port, events, access } = await startGateway(t, { upstream, contract: openContract, policy });
  const headers = {
    authorization: 'Bearer s3cret',
    cookie: 's3cret',
    'x-s3cret': 's3cret',
    'content-type': 'text/plain',
  };
  await call(port, '/s3cret?s3cret=s3cret', { headers });
  await call(port, '/s3cret?s3cret', { method: 'POST', headers, body: 's3cret' });
  await call(port, '/reset/s3cret?s3cret', { headers });
  await call(port, '/S3cret-s3cret/s3cret', { headers });
  await raw(port, 'GET /s3cret HTTP/1.1\r\nHost: s3cret@x\r\n\r\n');
  await raw(port, 's3cret\r\n\r\n');
  assert.equal(events.length + access.length, 6);
  assert.ok(!/s3cret/i.test(JSON.stringify(events.slice(0, 3)) + JSON.stringify(access)));
  assert.equal(events[1]?.detail?.['firstSegment'], undefined, 'no operation begins like this');
  assert.equal(events[0]?.detail?.['path'], '/{any}');
});

test('the path goes on as it was judged: literals plain, parameters byte for byte', async (t) => {
  const upstream = await startUpstream(t);
  const contract = `servers: [{ url: /v1 }]
paths:
  /shelves/{label}/books:
    get: { security: [], parameters: [{ name: label, in: path, required: true, schema: { type: string } }], responses: { '200': { description: ok } } }
`;
  const { port } = await startGateway(t, { upstream, contract, policy: openPolicy, match: '{ prefix: /public }' });
  assert.equal((await call(port, '/public/%73helves/north%2Fw%61ll/books?a=%62')).status, 200);
  assert.equal((await call(port, '/shelves/x/books')).status, 404);
  assert.equal((await call(port, '/public/shelves/north/wall/books')).status, 404);
  assert.deepEqual(
    upstream.seen.map(({ url }) => url),
    ['/public/shelves/north%2Fw%61ll/books?a=%62'],
  );
});

test('two APIs are told apart by host and prefix', async (t) => {
  const upstream = await startUpstream(t);
  const one = projectOf({
    contract: openContract,
    policy: openPolicy,
    upstreamUrl: `${upstream.url}/one`,
    match: '{ host: one.test }',
  });
  const two = projectOf({ contract: openContract, policy: openPolicy, upstreamUrl: `${upstream.url}/two` });
  const running = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  running.gateway.reload({ ...one, apis: [...one.apis, ...two.apis] });
  await call(running.port, '/x', { headers: { host: 'ONE.test:80' } });
  await call(running.port, '/x', { headers: { host: 'other.test' } });
  assert.deepEqual(
    upstream.seen.map(({ url }) => url),
    ['/one/x', '/two/x'],
  );
  assert.throws(() => running.gateway.reload({ ...one, apis: [...two.apis, ...two.apis] }), /Two operations answer/);
  assert.equal(
    (await call(running.port, '/x', { headers: { host: 'one.test' } })).status,
    200,
    'the old one serves on',
  );
});

test('bodies over the limit are refused early by length, and counted when chunked', async (t) => {
  const upstream = await startUpstream(t);
  const policy = 'defaults: { mode: monitor, bodyLimitBytes: 10, rateLimits: [] }\n';
  const { port } = await startGateway(t, { upstream, contract: openContract, policy });
  const head = 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n';
  const early = await raw(port, `${head}Expect: 100-continue\r\nContent-Length: 11\r\n\r\n`);
  assert.deepEqual(statusesIn(early.text), [413], 'no 100, no waiting for the body');
  const chunked = await raw(port, `${head}Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n`);
  assert.deepEqual(statusesIn(chunked.text), [413]);
  const exact = await raw(port, `${head}Expect: 100-continue\r\nContent-Length: 10\r\n\r\n0123456789`);
  assert.deepEqual(statusesIn(exact.text), [100, 200]);
  assert.deepEqual(
    upstream.seen.map(({ body }) => body),
    ['0123456789'],
  );
});

test('a body in crumbs is refused', async (t) => {
  const upstream = await startUpstream(t);
  const { port } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const head = 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n';
  const { text } = await raw(port, `${head}${'1\r\na\r\n'.repeat(300)}0\r\n\r\n`);
  assert.deepEqual(statusesIn(text), [400]);
  assert.deepEqual(upstream.seen, []);
});

test('compressed bodies are judged decoded and sent on as they came', async (t) => {
  const upstream = await startUpstream(t);
  const policy = 'defaults: { mode: enforce, bodyLimitBytes: 200000, rateLimits: [] }\n';
  const contract = openContract.replace(
    "'*/*': { schema: {} }",
    'application/json: { schema: { type: object, properties: { a: { type: integer } } } }',
  );
  const { port } = await startGateway(t, { upstream, contract, policy });
  const send = (body: Buffer, encoding: string) =>
    call(port, '/x', { method: 'POST', headers: { ...json, 'content-encoding': encoding }, body });
  const good = gzipSync('{"a":1}');
  assert.equal((await send(good, 'gzip')).status, 200);
  assert.equal(upstream.seen[0]?.body, good.toString('latin1'));
  assert.equal((await send(gzipSync('{"a":"x"}'), 'gzip')).status, 400, 'the decoded value is judged');
  assert.equal((await send(gzipSync(Buffer.alloc(300_000, ' ')), 'gzip')).status, 413);
  assert.equal((await send(Buffer.concat([good, Buffer.from('x')]), 'gzip')).status, 400, 'bytes after the end');
  assert.equal((await send(Buffer.from('{}'), 'gzip')).status, 400);
  const twice = await send(gzipSync(good), 'gzip, gzip');
  assert.deepEqual([twice.status, twice.headers['accept-encoding']], [415, 'gzip, deflate, br']);
  assert.equal((await send(good, 'x-rot13')).status, 415);
  assert.equal(upstream.seen.length, 1);
});

test('slow uploads take no upstream connection', async (t) => {
  const upstream = await startUpstream(t);
  const limits = { upstreamConnections: 2 };
  const { port, gateway } = await startGateway(t, {
    upstream,
    contract: openContract,
    policy: openPolicy,
    options: { limits },
  });
  const head = 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n';
  const sockets = Array.from({ length: 100 }, () => net.connect(port, '127.0.0.1').on('error', () => undefined));
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  for (const socket of sockets) socket.write(`${head}abc`);
  while (gateway.stats.heldBytes < 300) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(upstream.connections, 0);
  const answers = await Promise.all(Array.from({ length: 20 }, () => call(port, '/x')));
  assert.ok(answers.every(({ status }) => status === 200));
  for (const socket of sockets) socket.destroy();
  while (gateway.stats.heldBytes > 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

test('a client that goes away ends the call to the upstream', async (t) => {
  let ended: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => (ended = resolve));
  const upstream = await startUpstream(t, (request) => void request.socket.once('close', ended));
  const { port, access } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const request = http.get({ host: '127.0.0.1', port, path: '/x', agent: false });
  request.on('error', () => undefined);
  while (!upstream.seen.length) await new Promise((resolve) => setTimeout(resolve, 5));
  request.destroy();
  await aborted;
  assert.deepEqual([access.length, access[0]?.status], [1, 499]);
});

test('upstreams that fail are told apart', async (t) => {
  const upstream = await startUpstream(t, (request, response) => {
    if (request.url === '/late') return undefined;
    if (request.url === '/cut')
      return void response.writeHead(200, { 'content-length': '10' }).write('abc', () => response.destroy());
    if (request.url === '/reset') return void request.socket.destroy();
    if (request.url === '/garbage') return void request.socket.end('HTTP/1.1 nonsense\r\n\r\n');
    if (request.url === '/stray')
      return void request.socket.write('HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\noops');
    return void response.end('ok');
  });
  const policy = 'defaults: { mode: enforce, rateLimits: [], timeoutSeconds: 0.3 }\n';
  const { port, gateway } = await startGateway(t, { upstream, contract: openContract, policy });
  const code = async (path: string): Promise<unknown> => {
    const answer = await call(port, path);
    return answer.status === 200 ? answer.text : `${answer.status} ${String(answer.json()['code'])}`;
  };
  assert.equal(await code('/late'), '504 UPSTREAM_TIMEOUT');
  assert.equal(await code('/cut'), '502 UPSTREAM_UNREACHABLE');
  assert.equal(await code('/garbage'), '502 UPSTREAM_UNREACHABLE');
  assert.equal(await code('/stray'), '502 UPSTREAM_UNREACHABLE');
  for (let i = 0; i < 5; i++) assert.equal(await code('/fine'), 'ok', 'no stray bytes on a kept connection');
  const before = upstream.seen.length;
  assert.equal(await code('/reset'), '502 UPSTREAM_UNREACHABLE');
  assert.equal(upstream.seen.length - before, 2, 'one retry');
  const posted = await call(port, '/reset', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' });
  assert.equal(posted.status, 502);
  assert.equal(upstream.seen.length - before, 3, 'what is not idempotent is not sent twice');
  gateway.reload(projectOf({ contract: openContract, policy: openPolicy, upstreamUrl: 'http://127.0.0.1:1' }));
  assert.equal(await code('/x'), '502 UPSTREAM_UNREACHABLE');
});

test('errors of the upstream are hidden, and statuses made uniform', async (t) => {
  const upstream = await startUpstream(t, (request, response) => {
    response.writeHead(Number(request.url!.slice(1)), {
      'retry-after': '3',
      'x-stack': 'at line 7',
      'set-cookie': 'a=b',
    });
    response.end('stack trace');
  });
  const uniform = '{ statuses: [403, 404], status: 404, title: Not there }';
  const policy = `defaults: { mode: enforce, rateLimits: [], response: { hideErrors: true, uniform: ${uniform} } }\n`;
  const { port } = await startGateway(t, { upstream, contract: openContract, policy });
  const hidden = await call(port, '/500');
  assert.deepEqual([hidden.status, hidden.headers['retry-after'], hidden.headers['x-stack']], [500, '3', undefined]);
  assert.equal(hidden.json()['title'], 'Internal Server Error');
  const [forbidden, missing] = [await call(port, '/403'), await call(port, '/404')];
  const shown = ({ status, headers, text }: typeof forbidden) => {
    const masked = text.replace(/"requestId":"[^"]*"/, '');
    return [status, Object.keys(headers).sort().join(), masked];
  };
  assert.deepEqual(shown(forbidden), shown(missing));
  assert.deepEqual(
    [missing.status, missing.json()['title'], missing.headers['set-cookie']],
    [404, 'Not there', undefined],
  );
  assert.equal((await call(port, '/401')).text, 'stack trace', 'other answers are passed on');
});

test('long answers and event streams are sent as they come', async (t) => {
  const upstream = await startUpstream(t, (request, response) => {
    if (request.url === '/big') return void response.end(Buffer.alloc(5_000_000, 'x'));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    return void setTimeout(() => response.end('data: 2\n\n'), 300);
  });
  const { port, access } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  assert.equal((await call(port, '/big')).text.length, 5_000_000);
  const from = performance.now();
  const first = await new Promise<number>((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: '/feed', agent: false }, (response) => {
        response.once('data', () => resolve(performance.now() - from));
        response.resume();
      })
      .on('error', reject);
  });
  assert.ok(first < 250, `first event after ${first} ms`);
  while (access.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(
    access.map(({ bytesOut }) => bytesOut),
    [5_000_000, 18],
  );
});

test('a stream that no guard can judge is withheld', async (t) => {
  const upstream = await startUpstream(t, (_request, response) => void response.end(Buffer.alloc(2_000_000, 'x')));
  const contract = openContract.replaceAll(
    "'200': { description: ok }",
    "'200': { description: ok, content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } }",
  );
  const policy = 'defaults: { mode: enforce, rateLimits: [], response: { filter: true } }\n';
  const { port } = await startGateway(t, { upstream, contract, policy });
  assert.deepEqual([(await call(port, '/x')).status], [502]);
});

test('HEAD and 204 keep the connection in step', async (t) => {
  const upstream = await startUpstream(t, (request, response) => {
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    return void response
      .writeHead(200, { 'content-length': '4', ...json })
      .end(request.method === 'HEAD' ? undefined : '"ok"');
  });
  const match = '{ headAsGet: true }';
  const { port } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy, match });
  const get = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n';
  const head = await raw(port, `HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n${get}`);
  assert.deepEqual(statusesIn(head.text), [200, 200]);
  assert.equal(head.text.match(/content-length: 4\r/g)?.length, 2);
  const gone = await raw(port, `DELETE /x HTTP/1.1\r\nHost: a\r\n\r\n${get}`);
  assert.deepEqual(statusesIn(gone.text), [204, 200]);
  assert.equal(gone.text.match(/content-length/g)?.length, 1);
});

test('a reload under load fails no request', async (t) => {
  const upstream = await startUpstream(t);
  const setup = { contract: openContract, policy: openPolicy };
  const { port, gateway } = await startGateway(t, { upstream, ...setup });
  const other = await startUpstream(t);
  const load = { running: true };
  const statuses = new Map<number, number>();
  const worker = async (): Promise<void> => {
    while (load.running) {
      const { status } = await call(port, '/x');
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const workers = Array.from({ length: 8 }, worker);
  for (let i = 0; i < 20; i++) {
    gateway.reload(projectOf({ ...setup, upstreamUrl: i % 2 ? upstream.url : other.url }));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  load.running = false;
  await Promise.all(workers);
  assert.deepEqual([...statuses.keys()], [200]);
  assert.ok(upstream.seen.length > 10 && other.seen.length > 10);
});

test('closing answers what is under way and takes nothing new', async (t) => {
  const upstream = await startUpstream(t, (_request, response) => void setTimeout(() => response.end('done'), 200));
  const { port, gateway } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const answer = call(port, '/x');
  while (!upstream.seen.length) await new Promise((resolve) => setTimeout(resolve, 5));
  const closed = gateway.close();
  await assert.rejects(call(port, '/x'), /ECONNREFUSED/);
  assert.equal((await answer).text, 'done');
  await closed;
});

test('plain HTTP is for this machine only', async (t) => {
  const upstream = await startUpstream(t);
  const { gateway } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  await assert.rejects(gateway.listen('0.0.0.0', 0), { code: 'USAGE' });
  const { port } = await gateway.listen('127.0.0.1', 0);
  await assert.rejects(gateway.listen('127.0.0.1', port), { code: 'ADDRESS_IN_USE' });
});

test('a head that does not arrive in time is answered and closed', async (t) => {
  const upstream = await startUpstream(t);
  const limits = { headMillis: 200, requestMillis: 400 };
  const { port } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy, options: { limits } });
  const { text, closed } = await raw(port, 'GET /x HTTP/1.1\r\nHost:', 2000);
  assert.deepEqual([statusesIn(text), closed], [[408], true]);
});

test('a preflight is answered here; a foreign origin is refused', async (t) => {
  const upstream = await startUpstream(t);
  const policy = `defaults: { mode: enforce, rateLimits: [], cors: { origins: ["https://app.test"], credentials: true } }\n`;
  const contract =
    openContract.replace('security: []', 'security: [{ k: [] }]') +
    'components: { securitySchemes: { k: { type: http, scheme: bearer } } }\n';
  const { port } = await startGateway(t, { upstream, contract, policy });
  const preflight = (origin: string, method: string) =>
    call(port, '/x', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' },
    });
  const good = await preflight('https://app.test', 'POST');
  assert.deepEqual(
    [good.status, good.headers['access-control-allow-origin'], good.headers['access-control-allow-methods']],
    [204, 'https://app.test', 'POST'],
  );
  assert.match(good.headers.vary!, /Origin/);
  for (const origin of ['https://evil.test', 'null']) {
    assert.equal((await preflight(origin, 'POST')).headers['access-control-allow-origin'], undefined);
  }
  assert.equal((await preflight('https://app.test', 'PATCH')).status, 405);
  assert.equal((await call(port, '/x', { method: 'OPTIONS' })).status, 405);
  const denied = await call(port, '/x', { headers: { origin: 'https://app.test' } });
  assert.deepEqual([denied.status, denied.headers['access-control-allow-origin']], [401, 'https://app.test']);
  const foreign = { method: 'POST', headers: { origin: 'https://evil.test', 'content-type': 'text/plain' }, body: 'x' };
  assert.equal((await call(port, '/x', foreign)).json()['code'], 'ORIGIN_REFUSED');
  assert.deepEqual(upstream.seen, []);
});
