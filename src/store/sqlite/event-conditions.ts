import { idBytes, lowestId } from '../event-id.js';
import type { EventFilter } from '../store.js';
import { commonKind, commonOutcome } from './event-schema.js';
import { Conditions } from '../control/rows.js';

/** The filter as SQL over the rows of `denials/`. */
export function eventConditions(filter: EventFilter, before: string | undefined): Conditions {
  const { kind, outcome, since, until, statusClass } = filter;
  return new Conditions()
    .add('id >= ?', since === undefined ? undefined : lowestId(since))
    .add('id < ?', until === undefined ? undefined : lowestId(until))
    .add('id < ?', before === undefined ? undefined : idBytes(before))
    .add(partial('kind', kind, commonKind), kind)
    .add(partial('outcome', outcome, commonOutcome), outcome)
    .add('principal = ?', filter.principal)
    .add('operation = ?', filter.operation)
    .add('exchange = ?', filter.exchangeId)
    .add('api = ?', filter.api)
    .add('credential = ?', filter.credential)
    .add('client = ?', filter.client)
    .add('status = ?', filter.status)
    .add('status >= ?', statusClass === undefined ? undefined : statusClass * 100)
    .add('status < ?', statusClass === undefined ? undefined : statusClass * 100 + 100);
}

/** SQLite uses a partial index only when the question repeats the index's own condition. */
function partial(column: string, value: string | undefined, common: string): string {
  return value === common ? `${column} = ?` : `${column} = ? AND ${column} <> '${common}'`;
}
