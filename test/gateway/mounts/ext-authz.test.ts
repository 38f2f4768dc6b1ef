import assert from 'node:assert/strict';
import net from 'node:net';
import { it, type TestContext } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { guards as ownGuards } from '../../../src/gateway/guards.js';
import { defineGuard } from '../../../src/gateway/guard.js';
import { authorizerGuards, type BodyRule } from '../../../src/gateway/mounts/authorizer-guards.js';
import { startExtAuthz, type ExtAuthzOptions } from '../../../src/gateway/mounts/ext-authz.js';
import { makeAuthority } from '../../identity/authority.js';
import { Envoy, fieldsIn, type FilterOptions, type Verdict } from './envoy.js';
import { makeGateway, type GatewayParts } from './mounts.js';

interface Setup {
  readonly filter?: FilterOptions;
  readonly bodyRule?: BodyRule;
  readonly options?: Partial<ExtAuthzOptions>;
  readonly parts?: GatewayParts;
}

async function start(t: TestContext, { filter, bodyRule = 'partly', options, parts }: Setup = {}) {
  const made = makeGateway({ guards: authorizerGuards(ownGuards, bodyRule), ...parts });
  const authorizing = await startExtAuthz(made.gateway, {
    host: '127.0.0.1',
    port: 0,
    trust: ['127.0.0.0/8', '::1/128'],
    ...options,
  });
  const envoy = new Envoy(authorizing.port, filter);
  t.after(async () => {
    envoy.close();
    await authorizing.close();
    await made.gateway.close();
  });
  return { ...made, port: authorizing.port, envoy };
}

const seenIn = (verdict: Verdict): readonly unknown[] => {
  const { denied_response: denied } = verdict;
  if (!denied) return [verdict.status?.code ?? 0, 'passes'];
  return [denied.status.code, (JSON.parse(denied.body) as { code: string }).code];
};

const alice = { 'x-key': 'alice-key' };
const json = { ...alice, 'content-type': 'application/json' };
const order = '{"item":"pear","count":1}';

it('a request that passes goes on with what the guards saw, and nothing else', async (t) => {
  const { envoy, events } = await start(t);
  const forged = { 'x-portcullis-as': 'root', 'x-original-url': '/admin', 'x-forwarded-host': 'evil', 'x-own': '1' };
  const verdict = await envoy.check({
    path: '/mine/alice?a=1',
    headers: { ...alice, ...forged, 'x-forwarded-for': '1.2.3.4' },
  });
  assert.deepEqual(seenIn(verdict), [0, 'passes']);
  const { headers_to_remove, headers, response_headers_to_add } = verdict.ok_response!;
  assert.deepEqual([...headers_to_remove].sort(), ['x-original-url', 'x-portcullis-as']);
  assert.match(fieldsIn(headers)['x-request-id']!, /^[\da-f-]{36}$/);
  assert.match(fieldsIn(headers)['traceparent']!, /^00-/);
  assert.equal(fieldsIn(headers)['x-forwarded-host'], 'shop.example');
  assert.ok(
    headers.every(({ append }) => !append?.value),
    'what the client sent is replaced',
  );
  const answer = fieldsIn(response_headers_to_add);
  assert.deepEqual([answer['x-content-type-options'], answer['cache-control']], ['nosniff', 'no-store']);
  assert.equal(answer['content-length'], undefined);
  assert.equal(events[0]?.client, '203.0.113.9', 'the address is that which Envoy determined');
});

it('a denial has its status, its fields and its problem document', async (t) => {
  const { envoy } = await start(t);
  const missing = await envoy.check({ path: '/admin' });
  assert.deepEqual(seenIn(missing), [401, 'CREDENTIAL_MISSING']);
  assert.equal(missing.status.code, grpc.status.UNAUTHENTICATED);
  const fields = fieldsIn(missing.denied_response!.headers);
  assert.equal(fields['content-type'], 'application/problem+json');
  assert.ok(fields['www-authenticate'], 'the challenge is there');
  const problem = JSON.parse(missing.denied_response!.body) as { requestId: string; status: number };
  assert.deepEqual([problem.requestId, problem.status], [fields['x-request-id'], 401]);
  const wrong = await envoy.check({ path: '/open', method: 'POST' });
  assert.equal(fieldsIn(wrong.denied_response!.headers)['allow'], 'GET');
});

it('nothing is ever an error of the service, which Envoy may take for a pass', async (t) => {
  const broken = defineGuard({
    id: 'broken',
    phase: 'connect',
    title: 'x',
    monitorable: false,
    settings: [],
    compile: () => () => {
      throw new Error('secret');
    },
  });
  const { envoy } = await start(t, { parts: { guards: [broken] } });
  const verdict = await envoy.check({ path: '/open' });
  assert.deepEqual(seenIn(verdict), [503, 'GUARD_FAILED']);
  assert.equal(verdict.error_response ?? undefined, undefined);
  assert.ok(!verdict.denied_response!.body.includes('secret'));
});

it('a body that Envoy sends along is judged', async (t) => {
  for (const raw of [false, true]) {
    const { envoy } = await start(t, { filter: { bodyBytes: 8192, raw } });
    const post = (body: string) =>
      envoy.check({ path: '/orders', method: 'POST', headers: { ...json, 'content-length': body.length }, body });
    assert.deepEqual(seenIn(await post(order)), [0, 'passes']);
    assert.deepEqual(seenIn(await post('{"item":"pear","count":9}')), [400, 'BODY_INVALID']);
    assert.deepEqual(seenIn(await post('{"item":"é","count":1,"count":2}')), [400, 'BODY_INVALID']);
    assert.deepEqual(seenIn(await post(`{"item":"${'x'.repeat(2100)}"}`)), [413, 'BODY_TOO_LARGE']);
    const undeclared = await envoy.check({ path: '/open', body: 'smuggled', headers: { 'content-length': 8 } });
    assert.deepEqual(seenIn(undeclared), [400, 'REQUEST_MALFORMED']);
  }
});

it('the beginning of a body is no body', async (t) => {
  const { envoy } = await start(t, { filter: { bodyBytes: 10 } });
  const cut = await envoy.check({
    path: '/notes',
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'a'.repeat(11),
  });
  assert.deepEqual(seenIn(cut), [400, 'BODY_INVALID']);
  const { envoy: other } = await start(t, { filter: { bodyBytes: 5 } });
  const fits = await other.check({
    path: '/notes',
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'hello you',
  });
  assert.deepEqual(seenIn(fits), [413, 'BODY_TOO_LARGE']);
});

it('a body that did not come is judged by its head, or denied', async (t) => {
  const { envoy: partly } = await start(t);
  const { envoy: strict } = await start(t, { bodyRule: 'deny' });
  const sent = { path: '/orders', method: 'POST', headers: { ...json, 'content-length': order.length }, body: order };
  assert.deepEqual(seenIn(await partly.check(sent)), [0, 'passes']);
  assert.deepEqual(seenIn(await strict.check(sent)), [503, 'GUARD_FAILED']);
  assert.deepEqual(seenIn(await strict.check({ path: '/open' })), [0, 'passes']);
  const chunked = { path: '/open', headers: { 'transfer-encoding': 'chunked' } };
  assert.deepEqual(seenIn(await partly.check(chunked)), [400, 'REQUEST_MALFORMED']);
  const huge = { ...sent, headers: { ...json, 'content-length': 99_999 } };
  assert.deepEqual(seenIn(await partly.check(huge)), [413, 'BODY_TOO_LARGE']);
  // A length of nothing says that there is nothing to see.
  const empty = { path: '/orders', method: 'POST', headers: { ...json, 'content-length': 0 } };
  for (const one of [partly, strict]) assert.deepEqual(seenIn(await one.check(empty)), [400, 'BODY_INVALID']);
  const optional = { path: '/notes', method: 'POST', headers: { 'content-length': 0 } };
  assert.deepEqual(seenIn(await strict.check(optional)), [0, 'passes']);
});

it('a question that does not describe one clear request is refused', async (t) => {
  const { envoy } = await start(t);
  const http = { method: 'GET', path: '/open', host: 'shop.example', scheme: 'http' };
  const unclear: readonly object[] = [
    {},
    { ...http, method: '' },
    { ...http, path: '' },
    { ...http, path: 'http://other.example/open' },
    { ...http, path: '/open x' },
    { ...http, path: '/open\r\n' },
    { ...http, method: 'GET / HTTP/1.1\r\nx:' },
    { ...http, host: 'a@b' },
    { ...http, headers: { ':path': '/admin' } },
    { ...http, headers: { ':method': 'DELETE' } },
    { ...http, headers: { ':authority': 'other.example' } },
    { ...http, headers: { 'bad name': '1' } },
    { ...http, headers: { 'x-a': '1\r\nx-b: 2' } },
    { ...http, headers: { 'x-a': '\0' } },
    {
      ...http,
      header_map: {
        headers: [
          { key: 'authorization', raw_value: Buffer.from('a') },
          { key: 'authorization', raw_value: Buffer.from('b') },
        ],
      },
    },
  ];
  const requests = [{}, { attributes: {} }, ...unclear.map((one) => ({ attributes: { request: { http: one } } }))];
  for (const request of requests) {
    assert.deepEqual(seenIn(await envoy.send(request)), [400, 'REQUEST_MALFORMED'], JSON.stringify(request));
  }
  assert.deepEqual(seenIn(await envoy.send({ attributes: { request: { http } } })), [0, 'passes']);
});

it('another spelling than the judged one is refused, because Envoy sends it on', async (t) => {
  const { envoy } = await start(t);
  assert.deepEqual(seenIn(await envoy.check({ path: '/people/%72ecent' })), [400, 'PATH_AMBIGUOUS']);
  assert.deepEqual(seenIn(await envoy.check({ path: '/people/recent' })), [0, 'passes']);
});

it('only those who are trusted get a verdict', async (t) => {
  const { envoy, events } = await start(t, { options: { trust: ['10.0.0.0/8'] } });
  const verdict = await envoy.check({ path: '/open' });
  assert.equal(verdict.denied_response?.status.code, 403);
  assert.deepEqual(events, []);
});

it('a question above the size limit ends in no pass, and the service goes on', async (t) => {
  const { envoy } = await start(t, { filter: { bodyBytes: 20_000_000 } });
  const huge = envoy.check({
    path: '/notes',
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'x'.repeat(11_000_000),
  });
  await assert.rejects(huge, { code: grpc.status.RESOURCE_EXHAUSTED });
  assert.deepEqual(seenIn(await envoy.check({ path: '/open' })), [0, 'passes']);
});

it('an exchange whose Envoy does not wait any more ends, and gives back what it held', async (t) => {
  let ends = 0;
  const stuck = defineGuard({
    id: 'stuck',
    phase: 'validate',
    title: 'x',
    monitorable: false,
    settings: [],
    compile: () => (exchange) => {
      exchange.onEnd.push(() => ends++);
      return new Promise(() => undefined);
    },
  });
  const { envoy, gateway } = await start(t, { filter: { bodyBytes: 100 }, parts: { guards: [stuck] } });
  const headers = { 'content-type': 'text/plain' };
  const request = envoy.requestFor({ path: '/notes', method: 'POST', headers, body: 'hello' });
  await assert.rejects(envoy.send(request, 100), { code: grpc.status.DEADLINE_EXCEEDED });
  for (let i = 0; i < 50 && ends === 0; i++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([ends, gateway.stats.heldBytes], [1, 0]);
});

it('with TLS it takes only an Envoy with a certificate of the authority', async (t) => {
  const authority = await makeAuthority();
  const own = await authority.issue({ names: [{ type: 'dns', value: 'localhost' }] });
  const client = await authority.issue({ name: 'envoy' });
  const tls = { certificate: own.certificate, key: own.key, clientCa: authority.pem };
  const { port } = await start(t, { options: { tls } });
  const [ca, key, chain] = [authority.pem, client.key, client.certificate].map((pem) => Buffer.from(pem!));
  const known = new Envoy(port, {}, grpc.credentials.createSsl(ca, key, chain));
  const unknown = new Envoy(port, {}, grpc.credentials.createSsl(ca));
  t.after(() => [known, unknown].forEach((one) => one.close()));
  assert.deepEqual(seenIn(await known.check({ path: '/open' })), [0, 'passes']);
  await assert.rejects(unknown.check({ path: '/open' }), { code: grpc.status.UNAVAILABLE });
});

it('a certificate that cannot be served is refused at the start', async (t) => {
  const authority = await makeAuthority();
  const old = await authority.issue({ validFor: -1000 });
  await assert.rejects(start(t, { options: { tls: { certificate: old.certificate, key: old.key } } }), {
    code: 'CERTIFICATE_INVALID',
  });
});

it('says when its address is taken', async (t) => {
  const { gateway } = makeGateway();
  const taken = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  t.after(() => taken.close());
  t.after(() => gateway.close());
  const { port } = taken.address() as net.AddressInfo;
  await assert.rejects(startExtAuthz(gateway, { host: '127.0.0.1', port, trust: ['127.0.0.1/32'] }), {
    code: 'ADDRESS_IN_USE',
  });
});
