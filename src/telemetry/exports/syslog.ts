import type { SecurityEvent } from '../../core/events.js';
import type { Severity } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { defineEventFormat } from '../event-format.js';
import { messageOf } from '../ocsf.js';

/** "Security/authorization messages" (RFC 5424 6.2.1). */
const facility = 10;
const levels: Readonly<Record<Severity, number>> = { critical: 2, high: 3, medium: 4, low: 5, info: 6 };

/** The enterprise number is the one for documentation (RFC 5612): the project has no own one. */
const structuredId = 'portcullis@32473';

/** Header fields are printable ASCII without spaces. */
const word = (text: string, longest: number): string => text.replace(/[^\x21-\x7e]/g, '_').slice(0, longest) || '-';

/** In a value `"`, `\` and `]` are escaped (RFC 5424 6.3.3). */
const value = (text: string): string => visibleText(text).replace(/["\\\]]/g, '\\$&');

function parameters(event: SecurityEvent): string {
  const { id, outcome, severity, api, operationId, principalId, credentialId, client, exchangeId } = event;
  const { method, status, guard, code, micros, bytesIn, bytesOut, detail } = event;
  const named = { id, outcome, severity, api, operation: operationId, principal: principalId };
  const more = { credential: credentialId, client, exchange: exchangeId, method, status, guard, code };
  const entries = Object.entries({
    ...named,
    ...more,
    micros,
    bytesIn,
    bytesOut,
    detail: detail && JSON.stringify(detail),
  });
  return entries
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => ` ${name}="${value(String(each))}"`)
    .join('');
}

export default defineEventFormat({
  id: 'syslog',
  mediaType: 'text/plain; charset=utf-8',
  line(event, { host }) {
    const priority = facility * 8 + levels[event.severity];
    const head = `<${priority}>1 ${new Date(event.time).toISOString()} ${word(host, 255)} portcullis - ${word(event.kind, 32)}`;
    return `${head} [${structuredId}${parameters(event)}] ${visibleText(messageOf(event))}`;
  },
});
