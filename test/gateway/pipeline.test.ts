import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { deny } from '../../src/gateway/denial.js';
import { defineGuard, phases, type Guard, type Phase } from '../../src/gateway/guard.js';
import { guards } from '../../src/gateway/guards.js';
import { call, openContract, startGateway, startUpstream } from './harness.js';

type Verdict = 'pass' | 'deny' | 'throw' | 'deny later' | 'reject';

function guardThat(does: Verdict, phase: Phase, monitorable = true): Guard {
  const handler = () => {
    if (does === 'throw') throw new TypeError('secret of the request');
    if (does === 'reject') return Promise.reject(new RangeError('secret of the request'));
    if (does === 'deny later') return Promise.resolve(deny('ROLE_MISSING'));
    return does === 'deny' ? deny('ROLE_MISSING') : undefined;
  };
  return defineGuard({ id: `${does}-${phase}`, phase, title: does, monitorable, settings: [], compile: () => handler });
}

const policy = (mode: string): string => `defaults: { mode: ${mode}, rateLimits: [] }\n`;

async function gatewayWith(t: Parameters<typeof startGateway>[0], mode: string, list: readonly Guard[]) {
  const upstream = await startUpstream(t);
  const running = await startGateway(t, {
    upstream,
    contract: openContract,
    policy: policy(mode),
    options: { guards: list },
  });
  return { ...running, upstream };
}

const broken: readonly Guard[] = [
  guardThat('throw', 'connect'),
  guardThat('reject', 'authorize'),
  defineGuard({
    id: 'not-compiled',
    phase: 'inspect',
    title: 'x',
    monitorable: true,
    settings: [],
    compile: () => {
      throw new Error('no');
    },
  }),
];

for (const guard of broken) {
  test(`a guard that breaks denies: ${guard.id}`, async (t) => {
    const { port, upstream, events } = await gatewayWith(t, 'enforce', [guard]);
    const answer = await call(port, '/x');
    assert.equal(answer.status, 503);
    assert.equal(answer.json()['code'], 'GUARD_FAILED');
    assert.equal(events[0]?.guard, guard.id);
    assert.ok(!JSON.stringify(events).includes('secret'));
    assert.deepEqual(upstream.seen, []);
  });
}

test('the first denial in the order of the phases is the answer, waiting or not', async (t) => {
  const list = [guardThat('deny', 'inspect'), guardThat('pass', 'connect'), guardThat('deny later', 'authorize')];
  const { port, events, upstream } = await gatewayWith(t, 'enforce', list);
  assert.equal((await call(port, '/x')).status, 403);
  assert.deepEqual(
    events.map((event) => [event.kind, event.guard, event.operationId]),
    [['denial', 'deny later-authorize', 'GET /{any}']],
  );
  assert.deepEqual(upstream.seen, []);
});

test('monitor mode never denies, whatever its guards do, and records what they would have done', async (t) => {
  const verdicts = fc.constantFrom<Verdict>('pass', 'deny', 'throw', 'deny later', 'reject');
  const lists = fc.array(fc.tuple(verdicts, fc.constantFrom(...phases)), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(lists, async (list) => {
      const { port, events, gateway } = await gatewayWith(
        t,
        'monitor',
        list.map((pair) => guardThat(...pair)),
      );
      const answer = await call(port, '/x', { method: 'POST', body: 'a', headers: { 'content-type': 'text/plain' } });
      await gateway.close();
      assert.equal(answer.status, 200);
      const would = list.filter(([verdict]) => verdict !== 'pass').length;
      assert.equal(events.filter((event) => event.kind === 'would_deny').length, would);
      assert.equal(events.length, would);
    }),
    { numRuns: 25 },
  );
});

test('what is never monitored denies in monitor mode too, and in mode off', async (t) => {
  for (const mode of ['monitor', 'off']) {
    const { port } = await gatewayWith(t, mode, [guardThat('deny', 'route', false)]);
    assert.equal((await call(port, '/x')).status, 403, mode);
  }
});

test('in mode off guards do not run', async (t) => {
  const { port, events } = await gatewayWith(t, 'off', [guardThat('deny', 'route'), guardThat('throw', 'inspect')]);
  assert.equal((await call(port, '/x')).status, 200);
  assert.deepEqual(events, []);
});

test('guards of the head run before the body is asked for', async (t) => {
  const { port, upstream } = await gatewayWith(t, 'enforce', [guardThat('deny', 'authenticate')]);
  const headers = { 'content-type': 'text/plain', 'content-length': '1000', expect: '100-continue' };
  const answer = await call(port, '/x', { method: 'POST', headers, body: '' }).catch(() => undefined);
  assert.equal(answer?.status, 403);
  assert.equal(answer.headers.connection, 'close');
  assert.deepEqual(upstream.seen, []);
});

test('an answer guard may rewrite an answer or withhold it', async (t) => {
  const rewriting = defineGuard({
    id: 'rewriting',
    phase: 'validate',
    title: 'x',
    monitorable: true,
    settings: [],
    compileAnswer: () => (exchange, answer) => {
      if (exchange.path === '/withheld') return deny('RESPONSE_REFUSED');
      answer.replaceJson({ was: Object.keys(answer.json() as object) });
      return undefined;
    },
  });
  const { port, upstream } = await gatewayWith(t, 'enforce', [rewriting]);
  const answer = await call(port, '/x', { headers: { 'accept-encoding': 'gzip', range: 'bytes=0-1' } });
  assert.deepEqual(answer.json(), { was: ['method', 'url', 'body'] });
  assert.equal(Number(answer.headers['content-length']), answer.text.length);
  assert.equal(upstream.seen[0]?.headers['range'], undefined, 'a part of an answer cannot be judged');
  assert.equal(upstream.seen[0]?.headers['accept-encoding'], 'identity');
  const withheld = await call(port, '/withheld');
  assert.deepEqual([withheld.status, withheld.json()['code']], [502, 'RESPONSE_REFUSED']);
});

test('every guard says what it is', () => {
  for (const guard of guards) {
    assert.ok(guard.title.length > 0 && guard.title.length < 40, guard.id);
    assert.ok(guard.compile ?? guard.compileAnswer, `${guard.id} does nothing`);
    assert.ok(phases.includes(guard.phase), guard.id);
  }
});

type Deed = 'deny' | 'throw' | 'reject' | 'status' | 'headers' | 'body' | 'json' | 'nothing';

function answerGuard(deed: Deed, index: number): Guard {
  return defineGuard({
    id: `${deed}-${index}`,
    phase: 'validate',
    title: 'x',
    monitorable: true,
    settings: [],
    compileAnswer: () => (_exchange, answer) => {
      if (deed === 'deny') return deny('RESPONSE_REFUSED');
      if (deed === 'throw') throw new TypeError('x');
      if (deed === 'reject') return Promise.reject(new TypeError('x'));
      if (deed === 'status') answer.status = 500;
      if (deed === 'headers') answer.headers = [];
      if (deed === 'body') answer.body = Buffer.from('other');
      const value = answer.json() as Record<string, unknown>;
      if (deed === 'json') {
        value['method'] = 'other';
        answer.replaceJson(value);
      }
      return undefined;
    },
  });
}

test('in monitor mode the answer is that of the upstream, whatever guards would do to it', async (t) => {
  const deeds = fc.constantFrom<Deed>('deny', 'throw', 'reject', 'status', 'headers', 'body', 'json', 'nothing');
  const upstream = await startUpstream(t);
  const wanted = await call(Number(new URL(upstream.url).port), '/x');
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { maxLength: 6 }), async (list) => {
      const { port, events, gateway } = await startGateway(t, {
        upstream,
        contract: openContract,
        policy: policy('monitor'),
        options: { guards: list.map(answerGuard) },
      });
      const answer = await call(port, '/x');
      await gateway.close();
      assert.deepEqual([answer.status, answer.text], [wanted.status, wanted.text]);
      assert.equal(answer.headers['content-type'], wanted.headers['content-type']);
      const refusing = list.filter((deed) => ['deny', 'throw', 'reject'].includes(deed)).length;
      const kinds = events.map(({ kind }) => kind);
      assert.equal(kinds.filter((kind) => kind === 'would_deny').length, refusing);
      assert.equal(
        kinds.filter((kind) => kind === 'would_change').length,
        list.length - refusing - list.filter((deed) => deed === 'nothing').length,
      );
    }),
    { numRuns: 25 },
  );
});

test('in monitor mode answers keep their encoding, parts and length, however long they are', async (t) => {
  const long = 'x'.repeat(3 * 1024 * 1024);
  const zipped = gzipSync(JSON.stringify({ method: 'hidden' }));
  const upstream = await startUpstream(t, (request, response) => {
    if (request.url === '/long') return void response.writeHead(200, { 'content-type': 'application/json' }).end(long);
    if (request.headers.range) return void response.writeHead(206, { 'content-range': 'bytes 0-1/9' }).end('ab');
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(zipped);
  });
  const { port, events } = await startGateway(t, {
    upstream,
    contract: openContract,
    policy: policy('monitor'),
    options: { guards: [answerGuard('json', 0)] },
  });
  assert.equal((await call(port, '/long')).text.length, long.length);
  const encoded = await call(port, '/zipped', { headers: { 'accept-encoding': 'gzip' } });
  assert.deepEqual(
    [encoded.headers['content-encoding'], Number(encoded.headers['content-length'])],
    ['gzip', zipped.length],
  );
  const part = await call(port, '/part', { headers: { range: 'bytes=0-1' } });
  assert.deepEqual([part.status, part.text], [206, 'ab']);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['would_deny', 'would_change'],
  );
});
