import { visibleText } from '../core/visible-text.js';

/** Spreadsheets run a cell that begins like this as a formula (CWE-1236). */
const formula = /^[=+\-@\t\r]/;

/** One cell (RFC 4180): quoted where needed, a formula made text, control characters made visible. */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = visibleText(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One record, ended as RFC 4180 says. */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
