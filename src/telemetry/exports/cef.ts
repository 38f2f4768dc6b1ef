import { isIP } from 'node:net';
import type { SecurityEvent } from '../../core/events.js';
import type { Severity } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { defineEventFormat } from '../event-format.js';
import { messageOf } from '../ocsf.js';

const severityNumbers: Readonly<Record<Severity, number>> = { info: 1, low: 3, medium: 5, high: 8, critical: 10 };

const header = (text: string): string => visibleText(text).replace(/[\\|]/g, '\\$&');
const extension = (text: string): string => visibleText(text).replace(/[\\=]/g, '\\$&');

/** Keys of the CEF dictionary; the numbered ones carry a label. */
function keysOf(event: SecurityEvent): [key: string, value: unknown][] {
  return [
    ['rt', event.time],
    ['externalId', event.id],
    ['outcome', event.outcome],
    ...addressOf(event.client),
    ['suser', event.principalId],
    ['requestMethod', event.method],
    ['reason', event.code],
    ['in', event.bytesIn],
    ['out', event.bytesOut],
    ...labelled('cn1', 'status', event.status),
    ...labelled('cn2', 'micros', event.micros),
    ...labelled('cs1', 'operation', event.operationId),
    ...labelled('cs2', 'api', event.api),
    ...labelled('cs3', 'guard', event.guard),
    ...labelled('cs4', 'credential', event.credentialId),
    ...labelled('cs5', 'exchange', event.exchangeId),
    ...labelled('cs6', 'detail', event.detail && JSON.stringify(event.detail)),
  ];
}

function labelled(key: string, label: string, value: unknown): [string, unknown][] {
  return value === undefined
    ? []
    : [
        [key, value],
        [`${key}Label`, label],
      ];
}

/** `src` takes IPv4 only. */
function addressOf(client: string | undefined): [string, unknown][] {
  const version = isIP(client ?? '');
  if (version === 4) return [['src', client]];
  return version === 6 ? labelled('c6a2', 'Source IPv6 Address', client) : [];
}

export default defineEventFormat({
  id: 'cef',
  mediaType: 'text/plain; charset=utf-8',
  line(event, { productVersion }) {
    const head = ['CEF:0', 'Portcullis', 'Portcullis', productVersion, event.code ?? event.kind, messageOf(event)];
    const keys = keysOf(event)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}=${extension(String(value))}`);
    const [version, ...rest] = head;
    return `${[version, ...rest.map(header), severityNumbers[event.severity]].join('|')}|${keys.join(' ')}`;
  },
});
