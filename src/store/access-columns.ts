import { inflateRawSync } from 'node:zlib';
import { PortcullisError } from '../core/errors.js';
import type { SecurityEvent } from '../core/events.js';
import {
  accessFacts,
  batchHeadBytes,
  batchVersion,
  columnHeadBytes,
  idBytesEach,
  numberColumns,
  sameAsId,
  textColumns,
  type NumberColumn,
  type TextColumn,
  type Width,
} from './access-format.js';
import { idText, idTime } from './event-id.js';
import { KnownTexts } from './known-texts.js';

/** Most bytes of one column: what is longer was not written by us. */
const mostColumnBytes = 256 * 1024 * 1024;

interface Numbers {
  readonly bytes: Buffer;
  readonly width: Width;
}

interface Texts extends Numbers {
  readonly known: KnownTexts;
}

/** A batch as `makeAccessBatch` made it. Columns are read when they are asked for. */
export class AccessColumns {
  readonly count: number;
  readonly #record: Buffer;
  readonly #packed: ReadonlyMap<string, Buffer>;
  readonly #numbers = new Map<NumberColumn, Numbers | undefined>();
  readonly #texts = new Map<TextColumn, Texts | undefined>();

  /** Throws `STORE_CORRUPT` for what is no batch. */
  constructor(record: Uint8Array) {
    this.#record = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
    this.count = this.#record.length >= batchHeadBytes ? this.#record.readUInt32BE(1) : 0;
    if (this.#record[0] !== batchVersion) throw notABatch();
    this.#packed = packedColumns(this.#record, batchHeadBytes + this.count * idBytesEach);
  }

  idOf(n: number): Buffer {
    const at = batchHeadBytes + n * idBytesEach;
    return this.#record.subarray(at, at + idBytesEach);
  }

  /** Number of calls whose id is lower: ids are sorted. */
  before(id: Uint8Array): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Buffer.compare(this.idOf(middle), id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  number(column: NumberColumn, n: number): number | undefined {
    const numbers = this.#numbersOf(column);
    return numbers && valueAt(numbers, n);
  }

  /** `sameAsId` for an exchange that has the id of its event. */
  text(column: TextColumn, n: number): string | null | undefined {
    const texts = this.#textsOf(column);
    const place = texts && valueAt(texts, n);
    if (place === undefined) return undefined;
    try {
      return texts!.known.at(place);
    } catch (cause) {
      throw notABatch(cause);
    }
  }

  /** Tells of a call whether its column says `text`. */
  placesOf(column: TextColumn, text: string | null): (n: number) => boolean {
    const texts = this.#textsOf(column);
    const place = texts ? texts.known.indexOf(text) : -1;
    return !texts || place === -1 ? () => false : (n) => valueAt(texts, n) === place;
  }

  event(n: number): SecurityEvent {
    const id = idText(this.idOf(n));
    const event: Record<string, unknown> = { id, time: idTime(id) + (this.number('time', n) ?? 0), ...accessFacts };
    for (const column of textColumns) set(event, column, this.text(column, n));
    for (const column of numberColumns) if (column !== 'time') set(event, column, this.number(column, n));
    if (event['exchangeId'] === sameAsId) event['exchangeId'] = id;
    const { rest, ...named } = event;
    if (rest !== undefined) Object.assign(named, JSON.parse(rest as string));
    return Object.freeze(named) as unknown as SecurityEvent;
  }

  #numbersOf(column: NumberColumn): Numbers | undefined {
    if (!this.#numbers.has(column)) this.#numbers.set(column, this.#read(column, toNumbers));
    return this.#numbers.get(column);
  }

  #textsOf(column: TextColumn): Texts | undefined {
    if (!this.#texts.has(column)) this.#texts.set(column, this.#read(column, toTexts));
    return this.#texts.get(column);
  }

  #read<T>(column: NumberColumn | TextColumn, toColumn: (bytes: Buffer, count: number) => T): T | undefined {
    const packed = this.#packed.get(column)!;
    if (packed.length === 0) return undefined;
    try {
      return toColumn(inflateRawSync(packed, { maxOutputLength: mostColumnBytes }), this.count);
    } catch (cause) {
      throw notABatch(cause);
    }
  }
}

function packedColumns(record: Buffer, start: number): ReadonlyMap<string, Buffer> {
  const packed = new Map<string, Buffer>();
  let at = start;
  for (const column of [...numberColumns, ...textColumns]) {
    if (at + columnHeadBytes > record.length) throw notABatch();
    const end = at + columnHeadBytes + record.readUInt32BE(at);
    if (end > record.length) throw notABatch();
    packed.set(column, record.subarray(at + columnHeadBytes, end));
    at = end;
  }
  return packed;
}

function toNumbers(bytes: Buffer, count: number): Numbers {
  const width = bytes[0] as Width;
  if (bytes.length !== 1 + count * width) throw new RangeError('a column of another length');
  return { width, bytes: bytes.subarray(1) };
}

function toTexts(bytes: Buffer, count: number): Texts {
  const end = 4 + bytes.readUInt32LE();
  return {
    known: new KnownTexts(bytes.subarray(4, end)),
    ...toNumbers(bytes.subarray(end), count),
  };
}

function set(event: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) event[name] = value;
}

function valueAt({ bytes, width }: Numbers, n: number): number | undefined {
  if (width === 8) {
    const value = bytes.readDoubleLE(n * 8);
    return Number.isNaN(value) ? undefined : value;
  }
  const value = width === 1 ? bytes[n]! : bytes.readUIntLE(n * width, width);
  return value === 0 ? undefined : value - 1;
}

function notABatch(cause?: unknown): PortcullisError {
  return new PortcullisError('STORE_CORRUPT', 'A batch of allowed calls in the event log is damaged', {
    hint: 'restore the data folder from a backup',
    cause,
  });
}
