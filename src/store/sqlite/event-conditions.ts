import { idBytes, isUuid, lowestId } from '../event-id.js';
import type { EventFilter } from '../store.js';
import { accessName, allowedName } from './event-schema.js';
import { Conditions } from './rows.js';

interface ConditionContext {
  readonly before: string | undefined;
  /** Number of a name in this file, or undefined when no event of this file has it. */
  readonly idOfName: (text: string) => number | undefined;
}

/** The filter as SQL for one event file, or undefined when a name it asks for is not in this file. */
export function eventConditions(filter: EventFilter, context: ConditionContext): Conditions | undefined {
  const conditions = new Conditions()
    .add('id >= ?', filter.since === undefined ? undefined : lowestId(filter.since))
    .add('id < ?', filter.until === undefined ? undefined : lowestId(filter.until))
    .add('id < ?', context.before === undefined ? undefined : idBytes(context.before))
    .add('exchange = ?', filter.exchangeId === undefined ? undefined : exchangeKey(filter.exchangeId));
  for (const [column, text] of namedParts(filter)) {
    const id = context.idOfName(text);
    if (id === undefined) return undefined;
    conditions.add(namedTerm(column, id), id);
  }
  return conditions;
}

function namedParts(filter: EventFilter): [column: string, text: string][] {
  const parts: [string, string | undefined][] = [
    ['kind', filter.kind],
    ['outcome', filter.outcome],
    ['principal', filter.principal],
    ['operation', filter.operation],
  ];
  return parts.filter((part): part is [string, string] => part[1] !== undefined);
}

/** SQLite uses a partial index only when the question repeats the index's own condition. */
function namedTerm(column: string, id: number): string {
  if (column === 'kind' && id !== accessName) return `kind = ? AND kind <> ${accessName}`;
  if (column === 'outcome' && id !== allowedName) return `outcome = ? AND outcome <> ${allowedName}`;
  return `${column} = ?`;
}

function exchangeKey(id: string): Uint8Array | string {
  return isUuid(id) ? idBytes(id) : id;
}
