import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test, type TestContext } from 'node:test';
import type { Span } from '../../src/core/spans.js';
import { OtlpSpans, type OtlpSpansOptions } from '../../src/telemetry/otlp-spans.js';
import { attribute, startReceiver, until, type Receiver } from './otlp-receiver.js';

const span = (index: number): Span => ({
  traceId: 'a'.repeat(32),
  spanId: index.toString(16).padStart(16, '0'),
  name: 'GET /x',
  kind: 'server',
  start: 1_700_000_000_000.25,
  end: 1_700_000_000_001.5,
  failed: index === 2,
  attributes: { 'http.route': '/x', 'http.response.status_code': 200, share: 0.5 },
});

function sender(t: TestContext, receiver: Receiver, more: Partial<OtlpSpansOptions> = {}): OtlpSpans {
  const spans = new OtlpSpans({
    url: `${receiver.url}/v1/traces`,
    headers: { 'x-tenant': 'a' },
    timeoutMillis: 300,
    sampleRatio: 1,
    resource: { 'service.name': 'test' },
    pauseMillis: 20,
    ...more,
  });
  t.after(() => spans.close());
  return spans;
}

test('spans arrive in batches, as OTLP in JSON says', async (t) => {
  const receiver = await startReceiver(t);
  const spans = sender(t, receiver);
  for (let i = 1; i <= 600; i++) spans.add(span(i));
  // The answer to the last message is read after the receiver has it.
  await until(() => receiver.spans.length === 600 && spans.sent === 600);
  assert.ok(receiver.requests.length <= 3, `${receiver.requests.length} messages`);
  assert.equal(receiver.requests[0]!.path, '/v1/traces');
  assert.equal(receiver.requests[0]!.headers['content-type'], 'application/json');
  assert.equal(receiver.requests[0]!.headers['x-tenant'], 'a');
  const [first, second] = receiver.spans;
  assert.equal(first!.startTimeUnixNano, '1700000000000250000');
  assert.equal(first!.endTimeUnixNano, '1700000000001500000');
  assert.equal(first!.kind, 2);
  assert.deepEqual(first!.status, {});
  assert.deepEqual(second!.status, { code: 2 });
  assert.deepEqual(
    first!.attributes.map(({ value }) => value),
    [{ stringValue: '/x' }, { intValue: '200' }, { doubleValue: 0.5 }],
  );
  assert.equal(attribute(first!, 'http.route'), '/x');
  assert.deepEqual([spans.sent, spans.dropped], [600, 0]);
});

test('while the receiver fails, is silent or is away, spans wait; what is above the bound is dropped and counted', async (t) => {
  const receiver = await startReceiver(t);
  const spans = sender(t, receiver, { most: 100 });
  receiver.behaviour = 'fail';
  spans.add(span(1));
  await until(() => receiver.requests.length > 0);
  receiver.behaviour = 'silent';
  await until(() => receiver.requests.length > 1);
  await receiver.stop();
  const before = performance.now();
  for (let i = 2; i <= 150; i++) spans.add(span(i));
  assert.ok(performance.now() - before < 100, 'whoever adds a span waits for nothing');
  assert.equal(spans.dropped, 50);
  receiver.behaviour = 'ok';
  await receiver.start();
  await until(() => spans.sent === 100, 8000);
  assert.equal(new Set(receiver.spans.map(({ spanId }) => spanId)).size, 100);
  assert.equal(spans.dropped, 50);
});

test('a message that the receiver refuses for good is dropped, and the next ones go on', async (t) => {
  const receiver = await startReceiver(t);
  const spans = sender(t, receiver);
  receiver.behaviour = 'refuse';
  spans.add(span(1));
  await until(() => spans.dropped === 1);
  receiver.behaviour = 'ok';
  spans.add(span(2));
  await until(() => spans.sent === 1);
});

test('what waits is delivered before the end, which a silent receiver does not hold up', async (t) => {
  const receiver = await startReceiver(t);
  const spans = sender(t, receiver, { pauseMillis: 60_000 });
  spans.add(span(1));
  await spans.close();
  assert.equal(receiver.spans.length, 1);
  const stuck = sender(t, receiver, { timeoutMillis: 60_000, pauseMillis: 1 });
  receiver.behaviour = 'silent';
  stuck.add(span(2));
  await until(() => receiver.requests.length === 2);
  const before = performance.now();
  await stuck.close();
  assert.ok(performance.now() - before < 3000);
  assert.equal(stuck.dropped, 1);
});
