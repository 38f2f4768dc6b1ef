import type { SecurityEvent } from '../../core/events.js';
import type { Severity } from '../../core/finding.js';
import { messageOf } from '../ocsf.js';
import { OtlpPost } from '../otlp-post.js';
import { attributesOf, resourceOf, scope } from '../otlp-values.js';
import { safeJson } from '../safe-line.js';
import { EventsRefused, type EventOutput } from './output.js';

/** Severity numbers of the OpenTelemetry log model. */
const severityNumbers: Readonly<Record<Severity, number>> = { info: 9, low: 10, medium: 13, high: 17, critical: 21 };

export interface OtlpLogTarget {
  /** With its path, `/v1/logs` as a rule. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
}

/** Sends events as log records of OTLP/HTTP in JSON. */
export function otlpOutput({ url, headers, resource }: OtlpLogTarget): EventOutput {
  const post = new OtlpPost({ url, headers, timeoutMillis: 10_000 });
  return {
    async send(events) {
      const logRecords = events.map(recordOf);
      const message = { resourceLogs: [{ resource: resourceOf(resource), scopeLogs: [{ scope, logRecords }] }] };
      const { state } = await post.send(message);
      if (state === 'refused') throw new EventsRefused('the collector does not take them');
      if (state === 'later') throw new Error('the collector does not answer, or asks to come again later');
    },
    close: () => post.close(),
  };
}

function recordOf(event: SecurityEvent): unknown {
  const nanos = `${event.time}000000`;
  return {
    timeUnixNano: nanos,
    observedTimeUnixNano: nanos,
    severityNumber: severityNumbers[event.severity],
    severityText: event.severity,
    eventName: event.kind,
    body: { stringValue: messageOf(event) },
    attributes: attributesOf(attributesFor(event)),
  };
}

/** Names of the semantic conventions where there are any. */
function attributesFor(event: SecurityEvent): Record<string, string | number> {
  const entries = Object.entries({
    'event.id': event.id,
    'portcullis.outcome': event.outcome,
    'portcullis.api': event.api,
    'portcullis.operation': event.operationId,
    'portcullis.guard': event.guard,
    'portcullis.code': event.code,
    'portcullis.exchange': event.exchangeId,
    'portcullis.credential': event.credentialId,
    'user.id': event.principalId,
    'client.address': event.client,
    'http.request.method': event.method,
    'http.response.status_code': event.status,
    'portcullis.detail': event.detail && safeJson(event.detail),
  });
  return Object.fromEntries(entries.filter((entry): entry is [string, string | number] => entry[1] !== undefined));
}
