import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricsMessage } from '../../src/app/otlp-metrics.js';
import { Otlp } from '../../src/app/otlp.js';
import { GatewayMetrics, gauge } from '../../src/gateway/metrics.js';
import { call, openContract, openPolicy, startGateway, startUpstream } from '../gateway/harness.js';
import { projectFrom } from '../model/policy-cases.js';
import { startReceiver, until } from '../telemetry/otlp-receiver.js';

test('requests become spans and metrics at a collector, which may be slow or away without their noticing', async (t) => {
  const receiver = await startReceiver(t);
  const { otlp: policy } = projectFrom({
    policy: `otlp: { url: "${receiver.url}", headers: { authorization: "\${env:TOKEN}" }, metricsSeconds: 1 }`,
  });
  const env = { TOKEN: 'x' };
  const secretOf = (text: string): string => text.replace('${env:TOKEN}', 'Bearer t');
  const otlp = new Otlp(policy, { env, secretOf, metrics: () => gateway.metrics() });
  const upstream = await startUpstream(t);
  const options = { spans: () => otlp.spans };
  const { port, gateway } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy, options });
  for (let i = 0; i < 5; i++) await call(port, '/x');
  await until(() => receiver.spans.length === 10);
  await until(() => receiver.metrics.some(({ name }) => name === 'portcullis_requests_total'));
  assert.equal(receiver.requests[0]!.headers.authorization, 'Bearer t');
  receiver.behaviour = 'silent';
  const before = performance.now();
  for (let i = 0; i < 20; i++) assert.equal((await call(port, '/x')).status, 200);
  assert.ok(performance.now() - before < 2000);
  otlp.change(undefined);
  assert.equal(otlp.spans, undefined, 'another policy sends nothing');
  await otlp.close();
});

test('a policy without a collector, and one with a credential that is written down', () => {
  const parts = { env: {}, secretOf: (text: string) => text, metrics: () => [] };
  assert.equal(new Otlp(undefined, parts).spans, undefined);
  assert.throws(() => projectFrom({ policy: 'otlp: { url: "http://a", headers: { x-api-key: abc } }' }), {
    code: 'POLICY_SECRET_INLINE',
  });
  assert.throws(() => projectFrom({ policy: 'otlp: { sampleRatio: 2, url: "http://a" }' }), { code: 'POLICY_INVALID' });
});

test('counts and times are those of Prometheus: buckets between two bounds instead of below one', () => {
  const metrics = new GatewayMetrics();
  const counters = metrics.countersOf('shop', 'getOrder');
  counters.add('allowed', 200, 3);
  counters.add('allowed', 200, 30);
  counters.add('denied', 403, 20_000);
  const families = [...metrics.families(), gauge('g', 'A gauge.', [{ labels: {}, value: 1.5 }])];
  const message = metricsMessage(families, { resource: { a: 'b' }, since: 1000, now: 2000 }) as {
    resourceMetrics: { scopeMetrics: { metrics: Record<string, Record<string, unknown>>[] }[] }[];
  };
  const [requests, times, one] = message.resourceMetrics[0]!.scopeMetrics[0]!.metrics;
  const sum = requests!['sum'] as {
    isMonotonic: boolean;
    dataPoints: { asDouble: number; startTimeUnixNano: string }[];
  };
  assert.equal(sum.isMonotonic, true);
  assert.deepEqual(
    sum.dataPoints.map(({ asDouble }) => asDouble),
    [2, 1],
  );
  assert.equal(sum.dataPoints[0]!.startTimeUnixNano, '1000000000');
  const histogram = times!['histogram'] as {
    dataPoints: { count: string; sum: number; bucketCounts: string[]; explicitBounds: number[] }[];
  };
  const [point] = histogram.dataPoints;
  assert.deepEqual([point!.count, point!.sum], ['3', 20.033]);
  assert.equal(point!.bucketCounts.length, point!.explicitBounds.length + 1);
  assert.deepEqual(
    point!.bucketCounts.flatMap((count, i) => (count === '0' ? [] : [[point!.explicitBounds[i], count]])),
    [
      [0.005, '1'],
      [0.05, '1'],
      [undefined, '1'],
    ],
  );
  assert.deepEqual((one!['gauge'] as { dataPoints: unknown[] }).dataPoints.length, 1);
});
