import type { SecurityEvent } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';

/** Events other than allowed calls that are kept in memory while no journal can be written. */
const mostSpooled = 10_000;

/** What a journal could not take: events that wait in memory, and how many were only counted. */
export class JournalOutage {
  readonly #worker: string;
  #since: { readonly wall: number; readonly monotonic: number; readonly reason: string } | undefined;
  #spool: SecurityEvent[] = [];
  #gap: { count: number; firstId: string; lastId: string } | undefined;
  #lost = 0;

  constructor(worker: string) {
    this.#worker = worker;
  }

  /** Since the start. */
  get lost(): number {
    return this.#lost;
  }

  get hasGap(): boolean {
    return this.#gap !== undefined;
  }

  /** Code of the system's error, as `ENOSPC`; undefined while the journal can be written. */
  get reason(): string | undefined {
    return this.#since?.reason;
  }

  get failingForMillis(): number | undefined {
    return this.#since && performance.now() - this.#since.monotonic;
  }

  /** True when it was working until now. */
  begin(error: unknown, wall: number): boolean {
    if (this.#since) return false;
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    this.#since = { wall, monotonic: performance.now(), reason };
    return true;
  }

  /** False when there is no room either: then the event is counted. */
  keep(event: SecurityEvent): boolean {
    if (this.#spool.length >= mostSpooled) {
      this.count(event);
      return false;
    }
    this.#spool.push(event);
    return true;
  }

  count(event: SecurityEvent): void {
    this.#lost += 1;
    this.#gap ??= { count: 0, firstId: event.id, lastId: event.id };
    this.#gap.count += 1;
    this.#gap.lastId = event.id;
  }

  /** What is to be written now that it works again; forgotten when `settle` follows. */
  report(now: number): SecurityEvent[] {
    return [...this.#spool, ...this.gapReport(now), ...this.#outageReport(now)];
  }

  /** How many events are missing, and which: in the journal itself. */
  gapReport(now: number): SecurityEvent[] {
    if (!this.#gap) return [];
    const reason = this.#since ? 'journal-unwritable' : 'journal-full';
    return [fault('sys_gap', now, { reason, worker: this.#worker, ...this.#gap })];
  }

  #outageReport(now: number): SecurityEvent[] {
    if (!this.#since) return [];
    const { wall, monotonic, reason } = this.#since;
    const millis = Math.round(performance.now() - monotonic);
    const detail = { what: 'event-log', reason, worker: this.#worker, since: wall, millis };
    return [fault('sys_monitor_disabled', now, { ...detail, kept: this.#spool.length, lost: this.#gap?.count ?? 0 })];
  }

  settleGap(): void {
    this.#gap = undefined;
  }

  settle(): void {
    this.#since = undefined;
    this.#spool = [];
    this.#gap = undefined;
  }
}

function fault(kind: SecurityEvent['kind'], time: number, detail: Record<string, unknown>): SecurityEvent {
  return { id: uuidv7(time), time, kind, outcome: 'failed', severity: 'high', detail };
}
