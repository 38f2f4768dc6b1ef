import type { SecurityEvent } from '../core/events.js';
import { accessLine, linesMark } from './access-lines.js';
import { eventJson, maxEventLength } from './event-json.js';
import { frameHeadBytes, sealFrame } from './journal-frame.js';

const firstBytes = 512 * 1024;

/** Frames of a journal under construction. */
export class JournalBuffer {
  #buffer = Buffer.allocUnsafe(firstBytes);
  #used = 0;
  /** Lines of allowed calls that have no frame yet. */
  #lines = '';

  /** Allowed calls after each other share a frame; anything else has its own. */
  add(event: SecurityEvent): void {
    const line = accessLine(event);
    if (line === undefined || line.length > maxEventLength) {
      this.#endLines();
      return this.#frame(eventJson(event));
    }
    if (this.#lines.length + line.length >= maxEventLength) this.#endLines();
    this.#lines += this.#lines === '' ? linesMark + line : `\n${line}`;
  }

  /** Everything since the last `clear`; valid until the next `add`. */
  bytes(): Buffer {
    this.#endLines();
    return this.#buffer.subarray(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
    this.#lines = '';
  }

  #endLines(): void {
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    this.#frame(lines);
  }

  #frame(text: string): void {
    this.#reserve(frameHeadBytes + text.length * 3);
    const length = this.#buffer.write(text, this.#used + frameHeadBytes);
    sealFrame(this.#buffer, this.#used, length);
    this.#used += frameHeadBytes + length;
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#used + bytes));
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#buffer = larger;
  }
}
