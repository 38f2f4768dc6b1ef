import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Span } from '../../src/core/spans.js';
import { call, openContract, openPolicy, startGateway, startUpstream, type Behaviour } from './harness.js';

const theirs = { trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' };
const parent = (flags: string): string => `00-${theirs.trace}-${theirs.span}-${flags}`;

async function start(t: TestContext, { trusted = false, ratio = 1, spans = true, behave }: Setting = {}) {
  const upstream = await startUpstream(t, behave);
  const told: Span[] = [];
  const sink = { sampleRatio: ratio, add: (span: Span) => void told.push(span) };
  const running = await startGateway(t, {
    upstream,
    contract: openContract,
    policy: openPolicy,
    options: spans ? { spans: () => sink } : {},
    listen: trusted ? { trustedProxies: ['127.0.0.0/8'] } : {},
  });
  return { ...running, upstream, told };
}

interface Setting {
  readonly trusted?: boolean;
  readonly ratio?: number;
  readonly spans?: boolean;
  readonly behave?: Behaviour;
}

test('a request is a span, its call to the upstream a child, and the upstream hangs below the call', async (t) => {
  const { port, upstream, told } = await start(t);
  const answer = await call(port, '/secret-7?token=s3cret', { headers: { traceparent: parent('01') } });
  assert.equal(told.length, 2);
  const [child, own] = told as [Span, Span];
  assert.equal(own.traceId, String(answer.headers['x-request-id']).replaceAll('-', ''), 'a stranger begins no trace');
  assert.deepEqual([own.kind, own.name, own.parentSpanId, own.failed], ['server', 'GET /{any}', undefined, false]);
  assert.deepEqual([child.kind, child.parentSpanId, child.traceId], ['client', own.spanId, own.traceId]);
  assert.equal(upstream.seen[0]!.headers['traceparent'], `00-${own.traceId}-${child.spanId}-01`);
  assert.ok(own.start <= child.start && child.start <= child.end && child.end <= own.end + 0.001);
  assert.equal(own.attributes['http.response.status_code'], 200);
  assert.equal(own.attributes['http.route'], '/{any}');
  assert.doesNotMatch(JSON.stringify(told), /secret-7|s3cret/, 'no path and no query');
});

test('what a trusted hop began goes on, with its state and its decision', async (t) => {
  const { port, upstream, told } = await start(t, { trusted: true, ratio: 0 });
  await call(port, '/x', { headers: { traceparent: parent('01'), tracestate: 'a=1' } });
  const [child, own] = told as [Span, Span];
  assert.deepEqual([own.traceId, own.parentSpanId, own.state], [theirs.trace, theirs.span, 'a=1']);
  assert.equal(upstream.seen[0]!.headers['traceparent'], `00-${theirs.trace}-${child.spanId}-01`);
  assert.equal(upstream.seen[0]!.headers['tracestate'], 'a=1');
  await call(port, '/x', { headers: { traceparent: parent('00') } });
  assert.equal(told.length, 2, 'not sampled there, not told here');
  assert.match(String(upstream.seen[1]!.headers['traceparent']), new RegExp(`^00-${theirs.trace}-[0-9a-f]{16}-00$`));
});

test('a stranger sends no state on, and a ratio of 0 tells nothing', async (t) => {
  const { port, upstream, told } = await start(t, { ratio: 0 });
  await call(port, '/x', { headers: { traceparent: parent('01'), tracestate: 'a=1' } });
  assert.equal(told.length, 0);
  const { traceparent, tracestate } = upstream.seen[0]!.headers;
  assert.match(String(traceparent), /-00$/);
  assert.ok(!String(traceparent).includes(theirs.trace));
  assert.equal(tracestate, undefined);
});

test('a ratio takes about its share', async (t) => {
  const { port, told } = await start(t, { ratio: 0.5 });
  for (let i = 0; i < 60; i++) await call(port, '/x');
  const taken = told.filter(({ kind }) => kind === 'server').length;
  assert.ok(taken > 10 && taken < 50, `${taken} of 60`);
});

test('a denial is a span without a call; an upstream that fails is a failed call', async (t) => {
  const { port, told } = await start(t, { behave: (_request, response) => response.destroy() });
  await call(port, '/a/b');
  assert.equal(told.length, 1);
  assert.equal(told[0]!.attributes['portcullis.denial'], 'OPERATION_UNKNOWN');
  assert.deepEqual([told[0]!.name, told[0]!.failed], ['GET', false]);
  await call(port, '/x', { method: 'POST', body: 'a', headers: { 'content-type': 'text/plain' } });
  const [child, own] = told.slice(1) as [Span, Span];
  assert.deepEqual([child.failed, own.failed, own.attributes['error.type']], [true, true, '502']);
});

test('without a collector the trace of a trusted hop is passed on as it came', async (t) => {
  const { port, upstream } = await start(t, { spans: false, trusted: true });
  await call(port, '/x', { headers: { traceparent: parent('00'), tracestate: 'a=1' } });
  assert.equal(upstream.seen[0]!.headers['traceparent'], parent('00'));
  assert.equal(upstream.seen[0]!.headers['tracestate'], 'a=1');
});
