import type { SecurityEvent } from '../../core/events.js';
import type { Severity } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { defineEventFormat } from '../event-format.js';
import { messageOf } from '../ocsf.js';
import { safeJson } from '../safe-line.js';

/** "Security/authorization messages" (RFC 5424 6.2.1). */
const facility = 10;
const levels: Readonly<Record<Severity, number>> = { critical: 2, high: 3, medium: 4, low: 5, info: 6 };

/** Header fields are printable ASCII without spaces. */
const word = (text: string, longest: number): string => text.replace(/[^\x21-\x7e]/g, '_').slice(0, longest) || '-';

/** In a value `"`, `\` and `]` are escaped (RFC 5424 6.3.3). */
const value = (text: string): string => visibleText(text).replace(/["\\\]]/g, '\\$&');

/** What the event says, in words that programs can read; absent ones are left out. */
function fieldsOf(event: SecurityEvent): Readonly<Record<string, unknown>> {
  const { id, outcome, severity, api, operationId, principalId, credentialId, client, exchangeId } = event;
  const { method, status, guard, code, micros, bytesIn, bytesOut, detail } = event;
  const named = {
    message: messageOf(event),
    id,
    outcome,
    severity,
    api,
    operation: operationId,
    principal: principalId,
  };
  const more = { credential: credentialId, client, exchange: exchangeId, method, status, guard, code };
  return { ...named, ...more, micros, bytesIn, bytesOut, detail };
}

export default defineEventFormat({
  id: 'syslog',
  mediaType: 'text/plain; charset=utf-8',
  // Structured data of our own would need an enterprise number (RFC 5424 7.2.2): `origin` is registered with IANA.
  line(event, { host, productVersion }) {
    const priority = facility * 8 + levels[event.severity];
    const head = `<${priority}>1 ${new Date(event.time).toISOString()} ${word(host, 255)} portcullis - ${word(event.kind, 32)}`;
    const origin = `[origin software="portcullis" swVersion="${value(productVersion)}"]`;
    return `${head} ${origin} ${safeJson(fieldsOf(event))}`;
  },
});
