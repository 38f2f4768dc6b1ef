import type { AccessColumns } from './access-columns.js';
import { accessFacts, failureName, sameAsId, summaryName, type TextColumn } from './access-format.js';
import { idBytes, isUuid, lowestId } from './event-id.js';
import { mayHaveName } from './name-filter.js';
import type { EventFilter } from './store.js';

/** Range of ids that a question is about: from `low` on, below `high`. */
export interface IdRange {
  readonly low: Buffer;
  readonly high: Buffer;
}

const beyondAll = Buffer.alloc(17, 0xff);

export function idRangeOf({ since, until }: EventFilter, before?: string): IdRange {
  const high: Buffer[] = [beyondAll];
  if (until !== undefined) high.push(lowestId(until));
  if (before !== undefined) high.push(idBytes(before));
  return { low: lowestId(since ?? 0), high: high.sort(Buffer.compare)[0]! };
}

/** True when the filter asks for a kind or outcome that no allowed call has. */
export function excludesAccess({ kind, outcome }: EventFilter): boolean {
  if (kind !== undefined && kind !== accessFacts.kind) return true;
  return outcome !== undefined && outcome !== accessFacts.outcome;
}

/** What is known of a batch without reading its record. */
export interface BatchSummary {
  readonly classes: number;
  readonly names: Uint8Array;
  readonly own_exchange: number;
}

const namedParts = [
  ['api', 'api'],
  ['operation', 'operationId'],
  ['principal', 'principalId'],
  ['credential', 'credentialId'],
  ['client', 'client'],
] as const;

/** True for filters that hold for every call in the range: then a batch need not be read to be counted. */
export function asksRangeOnly(filter: EventFilter): boolean {
  const { status, statusClass, exchangeId } = filter;
  if (status !== undefined || statusClass !== undefined || exchangeId !== undefined) return false;
  return namedParts.every(([part]) => filter[part] === undefined);
}

/** False when the summary shows that no call of the batch fits. */
export function mayMatch(summary: BatchSummary, filter: EventFilter): boolean {
  const { status, statusClass, exchangeId } = filter;
  const wanted = statusClass ?? (status === undefined ? undefined : Math.floor(status / 100));
  if (wanted !== undefined && (summary.classes & (1 << wanted)) === 0) return false;
  if (wanted !== undefined && wanted >= 4 && filter.operation !== undefined) {
    if (!mayHaveName(summary.names, failureName(wanted, filter.operation))) return false;
  }
  if (exchangeId !== undefined && summary.own_exchange === 0 && !isUuid(exchangeId)) return false;
  return namedParts.every(([part, column]) => {
    const text = filter[part];
    return text === undefined || mayHaveName(summary.names, summaryName(column, text));
  });
}

type Test = (n: number) => boolean;

/** Places of the calls in a batch that fit, newest first, at most `limit`. */
export function matchesIn(
  batch: AccessColumns,
  filter: EventFilter,
  { low, high, limit }: IdRange & { readonly limit: number },
): number[] {
  const tests = testsOf(batch, filter);
  const found: number[] = [];
  const first = batch.before(low);
  for (let n = batch.before(high) - 1; n >= first && found.length < limit; n -= 1) {
    if (tests.every((test) => test(n))) found.push(n);
  }
  return found;
}

function testsOf(batch: AccessColumns, filter: EventFilter): Test[] {
  const { status, statusClass, exchangeId } = filter;
  const tests: Test[] = [];
  for (const [part, column] of namedParts) {
    const text = filter[part];
    if (text !== undefined) tests.push(batch.placesOf(column satisfies TextColumn, text));
  }
  if (status !== undefined) tests.push((n) => batch.number('status', n) === status);
  if (statusClass !== undefined) tests.push((n) => Math.floor((batch.number('status', n) ?? 0) / 100) === statusClass);
  if (exchangeId !== undefined) tests.push(exchangeTest(batch, exchangeId));
  return tests;
}

/** An exchange has an id of its own, or that of its event. */
function exchangeTest(batch: AccessColumns, exchangeId: string): Test {
  const own = batch.placesOf('exchangeId', exchangeId);
  if (!isUuid(exchangeId)) return own;
  const same = batch.placesOf('exchangeId', sameAsId);
  const bytes = idBytes(exchangeId);
  return (n) => own(n) || (same(n) && batch.idOf(n).equals(bytes));
}
