import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otlpSettings } from '../../src/telemetry/otlp-settings.js';

test('nothing is sent until somebody names a receiver', () => {
  assert.equal(otlpSettings(undefined, {}), undefined);
  assert.equal(otlpSettings(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }), undefined);
  assert.equal(otlpSettings({ url: 'http://127.0.0.1:4318' }, { OTEL_SDK_DISABLED: 'true' }), undefined);
});

test('the variables of OpenTelemetry are read as its specification says', () => {
  const settings = otlpSettings(undefined, {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/base/',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m:4318/own',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-a=1,authorization=Bearer%20t,broken',
    OTEL_EXPORTER_OTLP_TIMEOUT: '500',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test,service.name=other',
    OTEL_SERVICE_NAME: 'edge',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
  });
  assert.deepEqual(settings, {
    tracesUrl: 'http://c:4318/base/v1/traces',
    metricsUrl: 'http://m:4318/own',
    headers: { 'x-a': '1', authorization: 'Bearer t' },
    sampleRatio: 0.25,
    timeoutMillis: 500,
    metricsMillis: 60_000,
    resource: { 'deployment.environment': 'test', 'service.name': 'edge' },
  });
  const only = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_METRICS_EXPORTER: 'none' };
  assert.equal(otlpSettings(undefined, only)?.metricsUrl, undefined);
  assert.equal(otlpSettings(undefined, { ...only, OTEL_TRACES_SAMPLER: 'always_off' })?.sampleRatio, 0);
});

test('the policy wins over the environment', () => {
  const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://other:1', OTEL_TRACES_SAMPLER: 'always_off' };
  const settings = otlpSettings({ url: 'http://p:4318', sampleRatio: 0.5, serviceName: 's', metricsSeconds: 5 }, env);
  assert.equal(settings?.tracesUrl, 'http://p:4318/v1/traces');
  assert.deepEqual([settings?.sampleRatio, settings?.metricsMillis], [0.5, 5000]);
  assert.equal(settings?.resource['service.name'], 's');
});

test('an address that is none, and a protocol that is not spoken, are refused', () => {
  const refused = { code: 'POLICY_INVALID' };
  assert.throws(() => otlpSettings(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }), refused);
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
  assert.throws(() => otlpSettings(undefined, env), { ...refused, message: /grpc/ });
});
