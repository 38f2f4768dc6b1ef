import type { RetentionPolicy } from '../model/types.js';
import type { Store } from '../store/store.js';

export interface RetentionOptions {
  readonly store: Pick<Store, 'events' | 'detections' | 'findings' | 'checkpoints' | 'audit'>;
  /** As the policy in force says. */
  readonly policy: () => RetentionPolicy;
  readonly say: (text: string) => void;
  readonly now?: () => number;
  /** Default an hour. */
  readonly intervalMillis?: number;
}

const dayMillis = 86_400_000;

/** Drops what is older than the policy wants it to be kept: now, and every hour. What was dropped is in the audit log. */
export class RetentionKeeper {
  readonly #options: RetentionOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  start(): void {
    const { intervalMillis = 3_600_000, say } = this.#options;
    const look = (): void =>
      void this.drop().catch((error: Error) => say(`what is old could not be dropped: ${error.message}`));
    this.#timer ??= setInterval(look, intervalMillis).unref();
    look();
  }

  /** Drops what is too old now. */
  drop(): Promise<void> {
    this.#running ??= this.#drop().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  async #drop(): Promise<void> {
    const { store, policy, now = Date.now } = this.#options;
    const { accessDays, denialDays, detectionDays, findingDays } = policy();
    const files = await store.events.retain({ accessDays, denialDays });
    const detections = await store.detections.forget(now() - detectionDays * dayMillis);
    const { findings, runs } = await store.findings.forget(now() - findingDays * dayMillis);
    await store.checkpoints.thin(now());
    if (files.length + detections + findings + runs === 0) return;
    await store.audit.append({
      kind: 'log_retained',
      detail: { files, detections, findings, runs, accessDays, denialDays, detectionDays, findingDays },
    });
  }
}
