import type { SecurityEvent } from '../core/events.js';

/** Texts of an event that have no more than a few hundred values an hour, or are short. */
export const textFields = [
  'api',
  'operationId',
  'principalId',
  'credentialId',
  'client',
  'method',
  'guard',
  'code',
  'agent',
  'session',
  'account',
  'object',
  'template',
  'signals',
] as const satisfies readonly (keyof SecurityEvent)[];
export type TextField = (typeof textFields)[number];

export const numberFields = [
  'status',
  'micros',
  'bytesIn',
  'bytesOut',
  'objectNumber',
  'limitUsed',
  'cost',
] as const satisfies readonly (keyof SecurityEvent)[];
export type NumberField = (typeof numberFields)[number];

/** What every event has. */
export const headFields = [
  'id',
  'time',
  'kind',
  'outcome',
  'severity',
] as const satisfies readonly (keyof SecurityEvent)[];

type Listed = TextField | NumberField | (typeof headFields)[number] | 'exchangeId' | 'detail';

/** A field that no list has would be lost on its way to the store: then this does not compile. */
type AllListed = Exclude<keyof SecurityEvent, Listed> extends never ? true : never;
const allListed: AllListed = true;
void allListed;
