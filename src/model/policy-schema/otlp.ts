import { closed, httpUrl, named, text, whole, type PolicySchema } from './schema.js';

/** `otlp` of the policy: who collects traces and metrics. */
export const otlpSchema: PolicySchema = {
  ...closed(
    'Traces and metrics for an OpenTelemetry collector (OTLP/HTTP, JSON). Without it OTEL_EXPORTER_OTLP_ENDPOINT and its like hold.',
    {
      url: { ...httpUrl, description: 'The receiver, without /v1/traces: such as http://127.0.0.1:4318.' },
      headers: named('Name -> value, for receivers that ask for a credential.', text('a text, or ${env:NAME}')),
      sampleRatio: {
        description: 'Share of the traces begun here; default 1. What a trusted hop decided holds for its own.',
        type: 'number',
        minimum: 0,
        maximum: 1,
      },
      metricsSeconds: whole('Seconds between two messages with metrics; default 60.', 1, 3600),
      serviceName: text('a name', '`service.name`; default portcullis.'),
    },
    ['url'],
  ),
};
