import { performance } from 'node:perf_hooks';
import type { EventWriter } from '../telemetry/event-writer.js';
import { readinessOf, type Readiness, type ReadinessFacts } from './health.js';
import type { Supervisor } from './supervisor.js';

/** So long after the last failure the event log counts as failing. */
const recentMillis = 10_000;

/** Asks the workers how they are, and remembers what of it passes quickly. */
export class ReadinessWatch {
  readonly #supervisor: Supervisor;
  readonly #writer: Pick<EventWriter, 'status'>;
  #failedAt = -Infinity;
  #lost = 0;
  #lostAt = -Infinity;

  constructor(supervisor: Supervisor, writer: Pick<EventWriter, 'status'>) {
    this.#supervisor = supervisor;
    this.#writer = writer;
  }

  /** The store did not take events. */
  storeFailed(): void {
    this.#failedAt = performance.now();
  }

  async look(now: Pick<ReadinessFacts, 'draining' | 'policyDigest' | 'refused' | 'unreached'>): Promise<Readiness> {
    const health = await this.#supervisor.health();
    const lost = health.reduce((sum, { lostEvents }) => sum + lostEvents, 0);
    // A worker that was started again counts from 0.
    if (lost > this.#lost) this.#lostAt = performance.now();
    this.#lost = lost;
    const { serving, wanted } = this.#supervisor;
    const { backlogBytes, pending } = this.#writer.status;
    return readinessOf({
      ...now,
      workers: { serving, wanted },
      health,
      events: { backlogBytes, waiting: isRecent(this.#failedAt) && backlogBytes + pending > 0 },
      losing: isRecent(this.#lostAt),
      now: Date.now(),
    });
  }
}

function isRecent(at: number): boolean {
  return performance.now() - at < recentMillis;
}
