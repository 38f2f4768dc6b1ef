import { csvLine } from '../report/csv.js';
import type { EvidenceReport, ItemReport } from './types.js';
import { wording } from './wording.js';

const iso = (time: number | undefined): string => (time === undefined ? '' : new Date(time).toISOString());

const columns = [
  'framework',
  'control',
  'title',
  'item',
  'item title',
  'state',
  'summary',
  'subject',
  'method',
  'population',
  'from',
  'to',
  'collected',
  'newest',
  'expires',
  'how to have it',
];

/** One line for each control and item (RFC 4180); the wording is the last line. */
export function controlsCsv({ framework, period, controls, items }: EvidenceReport): string {
  const byId = new Map(items.map((item) => [item.id, item]));
  const rows = controls.flatMap((control) =>
    control.evidence.map((id) => {
      const item = byId.get(id)!;
      return csvLine([
        framework.id,
        control.id,
        control.title,
        id,
        item.title,
        item.state,
        item.summary,
        item.subject,
        item.method,
        item.population.total,
        iso(period.from),
        iso(period.to),
        iso(item.collected),
        iso(item.newest),
        iso(item.expires),
        item.state === 'present' ? '' : item.how,
      ]);
    }),
  );
  return `${csvLine(columns)}${rows.join('')}${csvLine([wording])}`;
}

/** Every row of an item; the wording is the last line. */
export function populationCsv({ population: { columns: names, rows, total } }: ItemReport): string {
  const capped = total > rows.length ? csvLine([`${rows.length} of ${total} rows`]) : '';
  return `${csvLine(names)}${rows.map(csvLine).join('')}${capped}${csvLine([wording])}`;
}
