import type { SecurityEvent } from '../core/events.js';
import { table } from './output.js';

/** What a person wants to see of an event at first. */
function cells(event: SecurityEvent): string[] {
  return [
    new Date(event.time).toISOString().replace('T', ' ').slice(0, 19),
    event.kind,
    String(event.status ?? ''),
    event.operationId ?? event.method ?? '',
    event.guard ? `${event.guard} ${event.code ?? ''}`.trim() : (event.code ?? ''),
    event.principalId ?? event.client ?? '',
  ];
}

export function eventTable(events: readonly SecurityEvent[]): string {
  return table([['time (UTC)', 'kind', 'status', 'operation', 'guard', 'who'], ...events.map(cells)]);
}

const widths = [19, 20, 6, 24, 32, 0];

/** One event as a line whose columns are mostly below those of the line before. */
export function eventLine(event: SecurityEvent): string {
  return table([cells(event).map((cell, column) => cell.padEnd(widths[column]!))]);
}
