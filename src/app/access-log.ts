import fs from 'node:fs';
import type { EventSink, SecurityEvent } from '../core/events.js';

/** Its number, in every process. */
const standardOutput = 1;

const flushMillis = 1000;
const mostBytes = 65_536;

/** Beyond this the log's disk is behind: lines are counted as lost rather than kept in memory. */
const mostWaiting = 16 * 1024 * 1024;

/**
 * Writes one JSON line per access and denial beside the event log. What is in an event is there by allow-list, so no
 * path value, query or header of a caller can be in a line. Lines are written within a second; not for proof.
 */
export class AccessLog implements EventSink {
  readonly #next: EventSink;
  #file: string | undefined;
  #stream: fs.WriteStream | undefined;
  #lines: string[] = [];
  #bytes = 0;
  readonly #timer: NodeJS.Timeout;
  lost = 0;

  /** `file`: an absolute path, `stdout`, or undefined for no lines. Events go on to `next`. */
  constructor(next: EventSink, file: string | undefined) {
    this.#next = next;
    this.#file = file;
    this.#stream = this.#openStream();
    this.#timer = setInterval(() => this.#flush(), flushMillis).unref();
  }

  #openStream(): fs.WriteStream | undefined {
    if (this.#file === undefined) return undefined;
    const stream =
      this.#file === 'stdout'
        ? fs.createWriteStream('', { fd: standardOutput, autoClose: false })
        : fs.createWriteStream(this.#file, { flags: 'a', mode: 0o600 });
    stream.on('error', () => this.lost++);
    return stream;
  }

  get failingForMillis(): number | undefined {
    return this.#next.failingForMillis;
  }

  write(event: SecurityEvent): void {
    this.#next.write(event);
    if (event.kind === 'denial') this.#add(event);
  }

  batch(event: SecurityEvent): void {
    this.#next.batch(event);
    this.#add(event);
  }

  #add(event: SecurityEvent): void {
    if (!this.#stream) return;
    if (this.#stream.writableLength > mostWaiting) {
      this.lost++;
      return;
    }
    const line = lineOf(event);
    this.#lines.push(line);
    this.#bytes += line.length;
    if (this.#bytes >= mostBytes) this.#flush();
  }

  #flush(): void {
    if (!this.#lines.length) return;
    this.#stream?.write(this.#lines.join(''));
    this.#lines = [];
    this.#bytes = 0;
  }

  /** Another file from the next line on; for log rotation the same, where the old one was moved away. */
  reopen(file: string | undefined): void {
    this.#flush();
    if (file === 'stdout' && this.#file === 'stdout') return;
    this.#stream?.end();
    this.#file = file;
    this.#stream = this.#openStream();
  }

  close(): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    const stream = this.#stream;
    return new Promise((resolve) => (stream ? stream.end(() => resolve()) : resolve()));
  }
}

function lineOf(event: SecurityEvent): string {
  const { time, id, exchangeId, outcome, client, method, api, operationId, status, micros, bytesIn, bytesOut } = event;
  const { principalId, guard, code } = event;
  return `${JSON.stringify({
    time: new Date(time).toISOString(),
    id: exchangeId ?? id,
    outcome,
    client,
    method,
    api,
    operation: operationId,
    status,
    millis: micros === undefined ? undefined : micros / 1000,
    bytesIn,
    bytesOut,
    principal: principalId,
    guard,
    code,
  })}\n`;
}
