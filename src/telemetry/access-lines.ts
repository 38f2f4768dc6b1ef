import type { SecurityEvent } from '../core/events.js';
import { accessFacts, isAccess } from '../store/access-format.js';
import { numberFields, textFields } from '../store/event-fields.js';
import { idTime, isUuid } from '../store/event-id.js';

/**
 * Allowed calls as one record of a journal: a letter that no JSON begins with, then a line for each call, its fields
 * with a unit separator between them and nothing in place of what is absent. A third of the bytes of JSON, and cheap to
 * write: one text for all calls of a turn.
 */
export const linesMark = 'A';
const separator = '\u001f';
const sameAsId = '=';

/** What would be read as another field or line, and halves of surrogate pairs, which UTF-8 cannot write. */
const unwritable = /[\p{Cc}\p{Cs}]/u;

/** One call as a line, or undefined when it says something that a line has no place for: then it goes as JSON. */
export function accessLine(event: SecurityEvent): string | undefined {
  const { id, time, exchangeId, severity, detail } = event;
  if (!isAccess(event) || severity !== accessFacts.severity || detail !== undefined || !isUuid(id)) return undefined;
  if (exchangeId !== id && (exchangeId === sameAsId || !isWritable(exchangeId))) return undefined;
  const texts = textsOf(event);
  if (!areWritable(texts)) return undefined;
  const late = time - idTime(id);
  const head = `${id}${separator}${exchangeId === id ? sameAsId : (exchangeId ?? '')}${separator}${late || ''}`;
  return `${head}${separator}${texts.join(separator)}${separator}${numbersOf(event).join(separator)}`;
}

/** By name and not by `textFields`: looking for what is absent under a changing name takes microseconds. */
function textsOf(event: SecurityEvent): readonly (string | undefined)[] {
  const { api, operationId, principalId, credentialId, client, method, guard, code } = event;
  const { agent, session, account, object, template, signals } = event;
  const known = [api, operationId, principalId, credentialId, client, method, guard, code];
  known.push(agent, session, account, object, template, signals);
  return known;
}

function numbersOf(event: SecurityEvent): readonly (number | undefined)[] {
  const { status, micros, bytesIn, bytesOut, objectNumber, limitUsed, cost } = event;
  return [status, micros, bytesIn, bytesOut, objectNumber, limitUsed, cost];
}

/** Nothing that could be unwritable; a pair of surrogates is looked at again. */
const plain = /^[^\p{Cc}\p{Cs}]*$/u;

/** One look at all of them: usually there is nothing to find. */
function areWritable(texts: readonly (string | undefined)[]): boolean {
  return (plain.test(texts.join(' ')) && !texts.includes('')) || texts.every(isWritable);
}

function isWritable(text: string | undefined): boolean {
  return text === undefined || (text !== '' && !unwritable.test(text));
}

/** The calls of a record that begins with `linesMark`, or undefined when it is none of ours. */
export function accessEvents(payload: Buffer): readonly SecurityEvent[] | undefined {
  const events: SecurityEvent[] = [];
  for (const line of payload.toString('utf8', 1).split('\n')) {
    const event = eventOf(line.split(separator));
    if (!event) return undefined;
    events.push(event);
  }
  return events;
}

const headFieldCount = 3;
const fieldCount = headFieldCount + textFields.length + numberFields.length;

function eventOf(fields: readonly string[]): SecurityEvent | undefined {
  const [id, exchange, late] = fields;
  if (id === undefined || fields.length !== fieldCount || !isUuid(id)) return undefined;
  const { kind, outcome, severity } = accessFacts;
  const event: Draft = { id, time: idTime(id) + Number(late), kind, outcome, severity };
  if (exchange) event.exchangeId = exchange === sameAsId ? id : exchange;
  setTexts(event, fields);
  setNumbers(event, fields);
  return event;
}

type Draft = { -readonly [K in keyof SecurityEvent]: SecurityEvent[K] };

/** By name, like `textsOf`: an event whose fields were set under changing names is slow for whoever reads it. */
function setTexts(event: Draft, fields: readonly string[]): void {
  const [, , , api, operationId, principalId, credentialId, client, method, guard, code] = fields;
  if (api) event.api = api;
  if (operationId) event.operationId = operationId;
  if (principalId) event.principalId = principalId;
  if (credentialId) event.credentialId = credentialId;
  if (client) event.client = client;
  if (method) event.method = method;
  if (guard) event.guard = guard;
  if (code) event.code = code;
  setMarks(event, fields.slice(markStart));
}

const markStart = headFieldCount + textFields.indexOf('agent');
const numberStart = headFieldCount + textFields.length;

function setMarks(event: Draft, fields: readonly string[]): void {
  const [agent, session, account, object, template, signals] = fields;
  if (agent) event.agent = agent;
  if (session) event.session = session;
  if (account) event.account = account;
  if (object) event.object = object;
  if (template) event.template = template;
  if (signals) event.signals = signals;
}

function setNumbers(event: Draft, fields: readonly string[]): void {
  const [status, micros, bytesIn, bytesOut, objectNumber, limitUsed, cost] = fields.slice(numberStart);
  if (status) event.status = Number(status);
  if (micros) event.micros = Number(micros);
  if (bytesIn) event.bytesIn = Number(bytesIn);
  if (bytesOut) event.bytesOut = Number(bytesOut);
  if (objectNumber) event.objectNumber = Number(objectNumber);
  if (limitUsed) event.limitUsed = Number(limitUsed);
  if (cost) event.cost = Number(cost);
}
