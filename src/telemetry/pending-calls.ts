import type { SecurityEvent } from '../core/events.js';
import type { JournalMarks } from '../store/store.js';

/** Allowed calls that were read from journals and wait until there are enough for a batch of the store. */
export class PendingCalls {
  #calls: SecurityEvent[] = [];
  readonly #marks = new Map<string, number>();
  #since = 0;

  get size(): number {
    return this.#calls.length;
  }

  get calls(): readonly SecurityEvent[] {
    return this.#calls;
  }

  /** How far each journal was read; true of the store when the calls are in it. */
  get marks(): JournalMarks {
    return this.#marks;
  }

  /** How long the oldest one waits; 0 when there is none. */
  get ageMillis(): number {
    return this.#calls.length === 0 ? 0 : performance.now() - this.#since;
  }

  /** True while calls of this journal wait. */
  has(journal: string | undefined): boolean {
    return journal !== undefined && this.#marks.has(journal);
  }

  add(calls: readonly SecurityEvent[], journal: string, position: number): void {
    if (calls.length === 0) return;
    if (this.#calls.length === 0) this.#since = performance.now();
    for (const call of calls) this.#calls.push(call);
    this.#marks.set(journal, position);
  }

  clear(): void {
    this.#calls = [];
    this.#marks.clear();
  }
}
