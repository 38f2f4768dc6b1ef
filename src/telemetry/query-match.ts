import type { SecurityEvent } from '../core/events.js';
import type { EventFilter } from '../store/store.js';
import type { QueryField } from './query-fields.js';
import type { Query } from './query.js';

/** A query as the store takes it, and what is left for us. */
export interface CompiledQuery {
  /** Every event that matches passes it; others may. */
  readonly filter: EventFilter;
  /** Undefined when the filter says it all. */
  readonly matches: ((event: SecurityEvent) => boolean) | undefined;
}

/** Splits a query into the store's own filter and a test for what it lets through. Engine-neutral. */
export function compileQuery(query: Query): CompiledQuery {
  const filter: Mutable<EventFilter> = {};
  const conditions = query.kind === 'all' ? query.of : [query];
  const left = conditions.filter((condition) => !pushDown(filter, condition));
  if (left.length === 0) return { filter, matches: undefined };
  const tests = left.map(testOf);
  return { filter, matches: (event) => tests.every((test) => test(event)) };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Test = (event: SecurityEvent) => boolean;

/** True when the filter now says what the condition says. */
function pushDown(filter: Mutable<EventFilter>, condition: Query): boolean {
  if (condition.kind === 'equal') return pushEqual(filter, condition);
  if (condition.kind !== 'between') return false;
  const { field, least, most } = condition;
  if (field.name === 'time') {
    if (least !== -Infinity) filter.since = Math.max(filter.since ?? -Infinity, least);
    if (most !== Infinity) filter.until = Math.min(filter.until ?? Infinity, most + 1);
    return true;
  }
  const isClass = field.name === 'status' && least % 100 === 0 && most === least + 99;
  if (!isClass || filter.statusClass !== undefined) return false;
  filter.statusClass = (least / 100) as NonNullable<EventFilter['statusClass']>;
  return true;
}

/** Two values for one field can never be both: the second is tested by us, and lets nothing through. */
function pushEqual(filter: Mutable<EventFilter>, { field, value }: Query & { readonly kind: 'equal' }): boolean {
  if (field.filter === undefined || filter[field.filter] !== undefined) return false;
  Object.assign(filter, { [field.filter]: value });
  return true;
}

/** The test that a query stands for. */
export function testOf(query: Query): Test {
  switch (query.kind) {
    case 'all': {
      const tests = query.of.map(testOf);
      return (event) => tests.every((test) => test(event));
    }
    case 'any': {
      const tests = query.of.map(testOf);
      return (event) => tests.some((test) => test(event));
    }
    case 'not': {
      const test = testOf(query.of);
      return (event) => !test(event);
    }
    case 'text':
      return textTest(query.text);
    case 'present':
      return (event) => query.field.get(event) !== undefined;
    case 'like':
      return likeTest(query);
    case 'equal':
      return (event) => query.field.get(event) === query.value;
    case 'between':
      return betweenTest(query);
  }
}

function betweenTest({ field, least, most }: Query & { readonly kind: 'between' }): Test {
  return (event) => {
    const number = numberOf(field, event);
    return number !== undefined && number >= least && number <= most;
  };
}

function numberOf(field: QueryField, event: SecurityEvent): number | undefined {
  const value = field.get(event);
  if (typeof value === 'number' || value === undefined) return value;
  const rank = field.values?.indexOf(value) ?? -1;
  return rank < 0 ? undefined : rank;
}

/** Linear in the text, whatever the pattern: the parts between the stars are looked for from left to right. */
function likeTest({ field, pattern }: Query & { readonly kind: 'like' }): Test {
  const parts = pattern.split('*');
  const [first, last] = [parts[0]!, parts.at(-1)!];
  const middle = parts.slice(1, -1).filter((part) => part !== '');
  return (event) => {
    const text = field.get(event);
    if (typeof text !== 'string' || text.length < first.length + last.length) return false;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    return hasInOrder(text.slice(first.length, text.length - last.length), middle);
  };
}

function hasInOrder(text: string, parts: readonly string[]): boolean {
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

/** A word anywhere in the event, in whatever case; nobody looks for the names of our fields. */
function textTest(text: string): Test {
  const wanted = text.toLowerCase();
  const holds = (value: unknown): boolean => {
    if (typeof value === 'object' && value !== null) return Object.values(value).some(holds);
    return value !== undefined && value !== null && String(value).toLowerCase().includes(wanted);
  };
  return holds;
}
