import type { LearnedOwner, ObjectKey, OwnerChange } from '../store/learned-owner.js';
import { RecentMap } from './recent-map.js';

/** Where whose things they are is kept for good. */
export interface OwnerSource {
  /** Rejects when nobody can say: then nobody is let in. */
  find(key: ObjectKey): Promise<LearnedOwner | undefined>;
  /** Absent: changes stay in this process. Rejects when they could not be kept; they are offered again. */
  keep?(changes: readonly OwnerChange[]): Promise<void>;
}

export interface LearnedOwnersOptions {
  /** Without one everything stays in this process, as long as there is room. */
  readonly source?: OwnerSource;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  /** Told once when changes cannot be kept, and how many were lost for want of room. */
  readonly onTrouble?: (text: string) => void;
}

/** What another worker changed is noticed after so long at the latest. */
const freshMillis = 1000;
const retryMillis = 1000;
const mostRecent = 50_000;
const mostWaiting = 10_000;
/** In one transaction. */
const mostAtOnce = 500;

interface Known {
  readonly learned: LearnedOwner;
  readonly until: number;
}

/**
 * Whose things they are, remembered from their creation (owner form `learned`). A worker knows at once what it learned
 * itself; the source has it soon after, and is asked about everything that this worker does not know freshly. Who came
 * first stays: a create that answers with somebody else's id changes nothing.
 */
export class LearnedOwners {
  readonly #source: OwnerSource | undefined;
  readonly #now: () => number;
  readonly #onTrouble: (text: string) => void;
  readonly #recent = new RecentMap<string, Known>(mostRecent);
  /** Not kept yet, by object: the newest word on it. */
  readonly #waiting = new Map<string, OwnerChange>();
  #queue: OwnerChange[] = [];
  #timer: NodeJS.Immediate | NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #inTrouble = false;

  constructor({ source, now = () => performance.now(), onTrouble = () => undefined }: LearnedOwnersOptions = {}) {
    this.#source = source;
    this.#now = now;
    this.#onTrouble = onTrouble;
  }

  /** Undefined when nobody remembers. Rejects when the source cannot be asked. */
  async find(key: ObjectKey): Promise<LearnedOwner | undefined> {
    const name = nameOf(key);
    const waiting = this.#waiting.get(name);
    if (waiting) return waiting.learned;
    const known = this.#recent.get(name);
    if (known && (known.until > this.#now() || !this.#source)) return known.learned;
    const found = await this.#source?.find(key);
    // Learned meanwhile, in this worker.
    const since = this.#waiting.get(name);
    if (since) return since.learned;
    if (found) this.#recent.set(name, { learned: found, until: this.#now() + freshMillis });
    return found;
  }

  /** Remembers a new thing; one that somebody has already stays theirs. Never rejects. */
  async learn(key: ObjectKey, learned: LearnedOwner): Promise<void> {
    const known = await this.find(key).catch(() => 'unknown' as const);
    if (known === undefined) this.#change({ key, learned });
    // Nobody can say whose it was: it is kept if it is nobody's, and until then it is nobody's here.
    else if (known === 'unknown') this.#offer({ key, learned });
  }

  /** The thing is gone: its id may be another thing's soon. */
  forget(key: ObjectKey): void {
    this.#change({ key, learned: undefined });
  }

  /** Resolves once what was learned is kept, or could not be. */
  async flush(): Promise<void> {
    await this.#flushing;
    if (this.#queue.length > 0) await this.#write();
  }

  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer as NodeJS.Timeout);
    clearImmediate(this.#timer as NodeJS.Immediate);
  }

  #change(change: OwnerChange): void {
    const name = nameOf(change.key);
    this.#recent.delete(name);
    if (!this.#source) {
      if (change.learned) this.#recent.set(name, { learned: change.learned, until: 0 });
      return;
    }
    this.#waiting.set(name, change);
    this.#offer(change);
    if (this.#waiting.size <= mostWaiting) return;
    const [oldest] = this.#waiting.keys();
    this.#waiting.delete(oldest!);
  }

  #offer(change: OwnerChange): void {
    if (!this.#source?.keep) return;
    this.#queue.push(change);
    if (this.#queue.length > mostWaiting) {
      this.#queue.shift();
      this.#onTrouble('too many owners wait to be kept: the oldest is forgotten');
    }
    this.#timer ??= setImmediate(() => void this.#write());
  }

  #write(): Promise<void> {
    return (this.#flushing ??= this.#writeNow().finally(() => (this.#flushing = undefined)));
  }

  async #writeNow(): Promise<void> {
    this.#timer = undefined;
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, mostAtOnce);
      try {
        await this.#source!.keep!(batch);
      } catch (error) {
        return this.#again(error as Error);
      }
      this.#inTrouble = false;
      this.#queue.splice(0, batch.length);
      for (const change of batch) {
        const name = nameOf(change.key);
        if (this.#waiting.get(name) === change) this.#waiting.delete(name);
      }
    }
  }

  #again({ message }: Error): void {
    if (!this.#inTrouble) this.#onTrouble(`owners that were learned cannot be kept: ${message}`);
    this.#inTrouble = true;
    this.#timer ??= setTimeout(() => void this.#write(), retryMillis).unref();
  }
}

function nameOf({ api, resource, id }: ObjectKey): string {
  return JSON.stringify([api, resource, id]);
}
