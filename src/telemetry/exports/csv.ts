import type { SecurityEvent } from '../../core/events.js';
import { visibleText } from '../../core/visible-text.js';
import { defineEventFormat } from '../event-format.js';

const columns = [
  'time',
  'id',
  'kind',
  'outcome',
  'severity',
  'api',
  'operationId',
  'principalId',
  'credentialId',
  'client',
  'method',
  'status',
  'guard',
  'code',
  'exchangeId',
  'micros',
  'bytesIn',
  'bytesOut',
  'detail',
] as const satisfies readonly (keyof SecurityEvent)[];

/** A spreadsheet takes such a cell for a formula (CWE-1236). */
const formula = /^[=+\-@\t\r]/;

/** One cell (RFC 4180): as text, whatever it holds. */
function cell(value: unknown): string {
  const text = visibleText(typeof value === 'object' ? JSON.stringify(value) : String(value));
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export default defineEventFormat({
  id: 'csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  header: columns.join(','),
  line: (event) =>
    columns
      .map((name) => (name === 'time' ? new Date(event.time).toISOString() : event[name]))
      .map((value) => (value === undefined ? '' : cell(value)))
      .join(','),
});
