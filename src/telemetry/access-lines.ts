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
  if (!texts.every(isWritable)) return undefined;
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
  const event: Record<string, unknown> = { id, time: idTime(id) + Number(late), ...accessFacts };
  if (exchange) event['exchangeId'] = exchange === sameAsId ? id : exchange;
  let at = headFieldCount;
  for (const field of textFields) {
    const text = fields[at++];
    if (text) event[field] = text;
  }
  for (const field of numberFields) {
    const text = fields[at++];
    if (text) event[field] = Number(text);
  }
  return event as unknown as SecurityEvent;
}
