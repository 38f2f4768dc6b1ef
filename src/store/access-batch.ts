import { deflateRawSync } from 'node:zlib';
import type { SecurityEvent } from '../core/events.js';
import {
  accessFacts,
  batchHeadBytes,
  batchVersion,
  columnHeadBytes,
  failureName,
  idBytesEach,
  numberColumns,
  sameAsId,
  summaryName,
  summedColumns,
  textColumns,
  type NumberColumn,
  type TextColumn,
  type Width,
} from './access-format.js';
import { idTime } from './event-id.js';
import { makeNameFilter } from './name-filter.js';

/** Allowed calls as one record, and what a search needs to know to pass it over. */
export interface AccessBatch {
  readonly record: Buffer;
  readonly firstId: string;
  readonly lastId: string;
  readonly count: number;
  readonly maxMicros: number;
  /** Bit n is set when a status begins with n; bit 0 for calls without one. */
  readonly statusClasses: number;
  /** An exchange of the batch has an id of its own. */
  readonly ownExchange: boolean;
  /** See `makeNameFilter`; names as `summaryName` makes them. */
  readonly names: Buffer;
}

/** Makes a batch of allowed calls: at least one, sorted by id, each id once. */
export function makeAccessBatch(events: readonly SecurityEvent[]): AccessBatch {
  const texts = textColumns.map((column) => readTexts(column, events));
  const columns = [...numberColumns.map((column) => packNumbers(readNumbers(column, events))), ...texts.map(packTexts)];
  return {
    record: Buffer.concat([headOf(events), ...columns.flatMap(packColumn)]),
    firstId: events[0]!.id,
    lastId: events[events.length - 1]!.id,
    count: events.length,
    ...summarise(events),
    ownExchange: texts[textColumns.indexOf('exchangeId')]!.known.some((text) => text !== sameAsId),
    names: makeNameFilter([...namesIn(texts), ...failuresIn(events)]),
  };
}

function headOf(events: readonly SecurityEvent[]): Buffer {
  const head = Buffer.allocUnsafe(batchHeadBytes + events.length * idBytesEach);
  head.writeUInt8(batchVersion, 0);
  head.writeUInt32BE(events.length, 1);
  for (let n = 0, at = batchHeadBytes; n < events.length; n += 1, at += idBytesEach) writeId(head, events[n]!.id, at);
  return head;
}

function packColumn(parts: readonly Buffer[]): Buffer[] {
  const packed = parts.length === 0 ? Buffer.alloc(0) : deflateRawSync(Buffer.concat(parts), { level: 1 });
  const length = Buffer.allocUnsafe(columnHeadBytes);
  length.writeUInt32BE(packed.length);
  return [length, packed];
}

function namesIn(texts: readonly Texts[]): string[] {
  return summedColumns.flatMap((column) =>
    texts[textColumns.indexOf(column)]!.known.map((text) => summaryName(column, text ?? '')),
  );
}

/** Failures are few, and looked for by operation. */
function failuresIn(events: readonly SecurityEvent[]): Set<string> {
  const names = new Set<string>();
  for (const { status, operationId } of events) {
    const statusClass = statusClassOf(status);
    if (statusClass >= 4) names.add(failureName(statusClass, operationId));
  }
  return names;
}

function writeId(target: Buffer, id: string, at: number): void {
  target.write(id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24), at, 'hex');
}

function summarise(events: readonly SecurityEvent[]): Pick<AccessBatch, 'maxMicros' | 'statusClasses'> {
  let maxMicros = 0;
  let statusClasses = 0;
  for (const { micros, status } of events) {
    if (micros !== undefined && micros > maxMicros) maxMicros = micros;
    statusClasses |= 1 << statusClassOf(status);
  }
  return { maxMicros, statusClasses };
}

/** First digit of a status; 0 for none or one that HTTP does not have. */
export function statusClassOf(status: number | undefined): number {
  return status !== undefined && status >= 100 && status < 600 ? Math.floor(status / 100) : 0;
}

function readNumbers(column: NumberColumn, events: readonly SecurityEvent[]): (number | undefined)[] {
  if (column !== 'time') return events.map((event) => event[column]);
  return events.map(({ time, id }) => (time === idTime(id) ? undefined : time - idTime(id)));
}

/** Absent is 0 and other values are one higher; what does not fit is written as it is, and absent as NaN. */
function packNumbers(values: readonly (number | undefined)[]): Buffer[] {
  const width = values.reduce<Width | 0>((most, value) => widest(most, widthOf(value)), 0);
  if (width === 0) return [];
  const bytes = Buffer.alloc(values.length * width);
  for (let n = 0; n < values.length; n += 1) {
    const value = values[n];
    if (width === 8) bytes.writeDoubleLE(value ?? Number.NaN, n * 8);
    else bytes.writeUIntLE(value === undefined ? 0 : value + 1, n * width, width);
  }
  return [Buffer.from([width]), bytes];
}

function widest(one: Width | 0, other: Width | 0): Width | 0 {
  return one > other ? one : other;
}

function widthOf(value: number | undefined): Width | 0 {
  if (value === undefined) return 0;
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32 - 1) return 8;
  if (value < 0xff) return 1;
  return value < 0xffff ? 2 : 4;
}

interface Texts {
  readonly known: readonly (string | null)[];
  /** Place in `known`, or undefined. */
  readonly values: readonly (number | undefined)[];
}

function readTexts(column: TextColumn, events: readonly SecurityEvent[]): Texts {
  const places = new Map<string | null, number>();
  const values = events.map((event) => {
    const text = textOf(column, event);
    if (text === undefined) return undefined;
    let place = places.get(text);
    if (place === undefined) places.set(text, (place = places.size));
    return place;
  });
  return { known: [...places.keys()], values };
}

function textOf(column: TextColumn, event: SecurityEvent): string | null | undefined {
  if (column === 'rest') return restOf(event);
  if (column === 'exchangeId') return event.exchangeId === event.id ? sameAsId : event.exchangeId;
  return event[column];
}

/** What an allowed call seldom has. */
function restOf({ severity, detail }: SecurityEvent): string | undefined {
  if (severity === accessFacts.severity && detail === undefined) return undefined;
  return JSON.stringify({ severity, detail });
}

function packTexts({ known, values }: Texts): Buffer[] {
  if (known.length === 0) return [];
  const json = Buffer.from(JSON.stringify(known));
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(json.length);
  return [length, json, ...packNumbers(values)];
}
