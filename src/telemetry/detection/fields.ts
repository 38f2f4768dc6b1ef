import type { SecurityEvent } from '../../core/events.js';

type Field = keyof SecurityEvent;

/** Every event has these. */
const always: ReadonlySet<Field> = new Set<Field>(['id', 'time', 'kind', 'outcome', 'severity']);

/** Fields that an event may lack, each with its bit, in the order of `fieldsOf`. */
const optional = [
  'api',
  'operationId',
  'principalId',
  'credentialId',
  'client',
  'exchangeId',
  'method',
  'status',
  'micros',
  'bytesIn',
  'bytesOut',
  'guard',
  'code',
  'agent',
  'session',
  'account',
  'object',
  'objectNumber',
  'template',
  'limitUsed',
  'cost',
  'signals',
  'detail',
] as const satisfies readonly Field[];

type Missing = Exclude<Field, 'id' | 'time' | 'kind' | 'outcome' | 'severity' | (typeof optional)[number]>;
/** Does not compile when a field of events has no bit. */
const complete: [Missing] extends [never] ? true : Missing = true;

/** Bits of the fields that are named. */
export function maskOf(fields: readonly Field[]): number {
  const named: readonly Field[] = complete && optional;
  return fields.filter((field) => !always.has(field)).reduce((mask, field) => mask | (1 << named.indexOf(field)), 0);
}

/** Bits of the fields that an event has: looked at once, by name, and not by each detector under changing names. */
export function fieldsOf(event: SecurityEvent): number {
  return callFields(event) | markFields(event);
}

const bit = (value: unknown, place: number): number => (value === undefined ? 0 : 1 << place);

function callFields(event: SecurityEvent): number {
  const { api, operationId, principalId, credentialId, client, exchangeId, method, status, micros } = event;
  const who = bit(api, 0) | bit(operationId, 1) | bit(principalId, 2) | bit(credentialId, 3) | bit(client, 4);
  const what = bit(exchangeId, 5) | bit(method, 6) | bit(status, 7) | bit(micros, 8);
  return who | what | bit(event.bytesIn, 9) | bit(event.bytesOut, 10) | bit(event.guard, 11) | bit(event.code, 12);
}

function markFields(event: SecurityEvent): number {
  const { agent, session, account, object, objectNumber, template, limitUsed, cost, signals, detail } = event;
  const who = bit(agent, 13) | bit(session, 14) | bit(account, 15) | bit(object, 16) | bit(objectNumber, 17);
  return who | bit(template, 18) | bit(limitUsed, 19) | bit(cost, 20) | bit(signals, 21) | bit(detail, 22);
}
