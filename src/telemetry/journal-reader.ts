import fs from 'node:fs';
import path from 'node:path';
import type { SecurityEvent } from '../core/events.js';
import { severities } from '../core/finding.js';
import { sha256 } from '../core/ids.js';
import { idText, isUuid, lowestId } from '../store/event-id.js';
import { namesIn } from '../store/files.js';
import { accessEvents, linesMark } from './access-lines.js';
import { parseJournalName } from './journal-file.js';
import { frameHeadBytes, maxPayloadBytes, parseFrames, type ParsedFrames } from './journal-frame.js';
import { isAlive, maxHeadBytes, parseHead, type JournalOwner } from './journal-owner.js';

/** The longest frame always fits. */
const chunkBytes = 2 * (maxPayloadBytes + frameHeadBytes);
let chunkBuffer: Buffer | undefined;
/** An empty journal is one that is being made, for at most this long. */
const makingMillis = 60_000;

/** Events of one journal from where the last ones ended. */
export interface JournalChunk {
  /** With a `sys_gap` event for each place that could not be read. */
  readonly events: readonly SecurityEvent[];
  /** Where the record of each event ends: it was carried over when a mark lies there or behind. */
  readonly ends: readonly number[];
  readonly damaged: number;
  readonly position: number;
  /** The writer closed the journal here. */
  readonly ended: boolean;
}

/** Reads one journal while its owner appends to it. */
export class JournalReader {
  readonly path: string;
  readonly #handle: number;
  #head: { readonly owner: JournalOwner | undefined } | undefined;
  #position = 0;
  #ended = false;
  /** Begin of the journal: the only time that is known, and the same at every reading, for what is damaged. */
  #createdAt = 0;

  constructor(file: string) {
    this.path = file;
    this.#handle = fs.openSync(file, 'r');
  }

  /** Tells this journal from a later one of the same name; undefined while it is being made. */
  get key(): string | undefined {
    if (this.backlogBytes === 0 && !this.#head) return undefined;
    this.#readHead();
    const { pid = 0, started = '-' } = this.#head?.owner ?? {};
    return `${path.basename(this.path)} ${pid} ${started} ${this.#createdAt}`;
  }

  /** Goes on at a position that a chunk had, when it lies further on. */
  skipTo(position: number): void {
    this.#readHead();
    this.#position = Math.max(this.#position, position);
  }

  /** Bytes that were not read yet. */
  get backlogBytes(): number {
    return this.#ended ? 0 : Math.max(0, fs.fstatSync(this.#handle).size - this.#position);
  }

  /** The next events, or undefined when there are none now. They stay the next until `advance`. */
  read(maxEvents: number): JournalChunk | undefined {
    if (this.#ended || this.backlogBytes === 0) return undefined;
    this.#readHead();
    const orphan = this.#isOrphan(); // asked before reading: then its last bytes are there
    const bytes = this.#bytes(chunkBytes);
    const isLast = bytes.length < chunkBytes;
    const parsed = parseFrames(bytes, { final: orphan && isLast, maxFrames: maxEvents });
    if (parsed.consumed > 0) return this.#toChunk(bytes, parsed);
    return isLast ? undefined : this.#passOver(bytes.length - chunkBytes / 2);
  }

  advance(chunk: JournalChunk): void {
    this.#position = chunk.position;
    this.#ended = chunk.ended;
  }

  /** True when nothing will come any more and everything was read. */
  get isDone(): boolean {
    if (this.#ended) return true;
    if (this.backlogBytes > 0) return false;
    return this.#head ? this.#isOrphan() : Date.now() - fs.fstatSync(this.#handle).mtimeMs > makingMillis;
  }

  close(): void {
    fs.closeSync(this.#handle);
  }

  #readHead(): void {
    if (this.#head) return;
    const head = parseHead(this.#bytes(maxHeadBytes));
    this.#head = { owner: head?.owner };
    this.#position = head?.bytes ?? 0;
    this.#createdAt = head?.owner.createdAt ?? Math.trunc(fs.fstatSync(this.#handle).birthtimeMs);
  }

  #isOrphan(): boolean {
    const owner = this.#head?.owner;
    return owner !== undefined && !isAlive(owner);
  }

  #bytes(length: number): Buffer {
    // One buffer for all readers: what was read becomes events before anything else is read.
    chunkBuffer ??= Buffer.allocUnsafe(chunkBytes);
    return chunkBuffer.subarray(0, fs.readSync(this.#handle, chunkBuffer, 0, length, this.#position));
  }

  #toChunk(bytes: Buffer, parsed: ParsedFrames): JournalChunk {
    const found: Found = { events: [], ends: [], damaged: 0 };
    for (const offset of parsed.damaged) this.#addGap(found, this.#position + offset);
    for (const payload of parsed.payloads) {
      const at = this.#position + payload.byteOffset - bytes.byteOffset;
      const events = toEvents(payload);
      if (!events) this.#addGap(found, at);
      else for (const event of events) add(found, event, at + payload.length);
    }
    return { ...found, position: this.#position + parsed.consumed, ended: parsed.ended };
  }

  /** A stretch without one readable frame, longer than any frame. */
  #passOver(length: number): JournalChunk {
    const found: Found = { events: [], ends: [], damaged: 0 };
    this.#addGap(found, this.#position);
    return { ...found, position: this.#position + length, ended: false };
  }

  #addGap(found: Found, offset: number): void {
    add(found, this.#gapAt(offset), offset + 1);
    found.damaged += 1;
  }

  /** The same damage gives the same id, so that reading again after a crash reports it once. */
  #gapAt(offset: number): SecurityEvent {
    const file = path.basename(this.path);
    const owner = this.#head?.owner;
    const seed = [file, owner?.pid, owner?.started, owner?.createdAt, offset].join(' ');
    const bytes = Buffer.from(sha256(seed).slice(0, 32), 'hex');
    lowestId(this.#createdAt).copy(bytes, 0, 0, 6);
    bytes[6] = (bytes[6]! & 0x0f) | 0x70;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const detail = { reason: damagedReason, file, offset };
    return { id: idText(bytes), time: this.#createdAt, kind: 'sys_gap', outcome: 'failed', severity: 'high', detail };
  }
}

const damagedReason = 'journal-damaged';

/** Journals of a data folder, by worker and age. */
export function journalsIn(folder: string): string[] {
  return namesIn(folder)
    .flatMap((name) => {
      const parsed = parseJournalName(name);
      return parsed ? { ...parsed, file: path.join(folder, name) } : [];
    })
    .sort((a, b) => a.worker.localeCompare(b.worker) || a.number - b.number)
    .map(({ file }) => file);
}

interface Found {
  readonly events: SecurityEvent[];
  readonly ends: number[];
  damaged: number;
}

function add({ events, ends }: Found, event: SecurityEvent, end: number): void {
  events.push(event);
  ends.push(end);
}

function toEvents(payload: Buffer): readonly SecurityEvent[] | undefined {
  if (payload[0] === linesMark.charCodeAt(0)) return accessEvents(payload);
  try {
    const value = JSON.parse(payload.toString()) as Partial<SecurityEvent> | null;
    return value && isEvent(value) ? [value] : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: Partial<SecurityEvent>): value is SecurityEvent {
  const { id, time, kind, outcome, severity } = value;
  if (typeof id !== 'string' || !isUuid(id) || !Number.isFinite(time)) return false;
  if (severity === undefined || !severities.includes(severity)) return false;
  return typeof kind === 'string' && typeof outcome === 'string';
}
