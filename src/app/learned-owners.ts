import { PortcullisError } from '../core/errors.js';
import type { EventSink } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import { LearnedOwners, type OwnerSource } from '../gateway/learned-owners.js';
import type { OwnerChange } from '../store/learned-owner.js';
import { openStoreAt } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import { placeOf, type StorePlace } from './store-place.js';
import type { OwnersKeptMessage, WorkerMessage } from './worker-protocol.js';

/** A process that keeps what is learned: the main one, as a worker sees it. */
export interface OwnerKeeper {
  keep(changes: readonly OwnerChange[]): Promise<void>;
}

/** What is learned, with the store it is read from; closed at the end. */
export interface OpenLearnedOwners {
  readonly learned: LearnedOwners;
  close(): Promise<void>;
}

/** Says in the event log that owners cannot be kept: they are forgotten when the process ends. */
function reporter(sink: EventSink): (reason: string) => void {
  return (reason) => {
    const time = Date.now();
    const detail = { part: 'learned owners', reason };
    try {
      sink.write({ id: uuidv7(time), time, kind: 'sys_gap', outcome: 'failed', severity: 'medium', detail });
    } catch {
      // A journal that cannot be written tells of itself.
    }
  };
}

/** A store, opened when it is first needed; one that cannot be opened is tried again. */
class LateStore {
  readonly #open: () => Promise<Store>;
  #store: Promise<Store> | undefined;

  constructor(open: () => Promise<Store>) {
    this.#open = open;
  }

  async owners(): Promise<Store['learnedOwners']> {
    this.#store ??= this.#open();
    try {
      return (await this.#store).learnedOwners;
    } catch (error) {
      this.#store = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    await (await this.#store?.catch(() => undefined))?.close();
  }
}

function opened(source: OwnerSource, late: LateStore, sink: EventSink): OpenLearnedOwners {
  const learned = new LearnedOwners({ source, onTrouble: reporter(sink) });
  return {
    learned,
    async close() {
      await learned.close();
      await late.close();
    },
  };
}

/** For a process without a main one: it reads and writes the store of its data folder itself. */
export function ownLearnedOwners(at: string | StorePlace, sink: EventSink): OpenLearnedOwners {
  const late = new LateStore(() => openStoreAt(placeOf(at)));
  const source: OwnerSource = {
    find: async (key) => (await late.owners()).find(key),
    keep: async (changes) => (await late.owners()).apply(changes),
  };
  return opened(source, late, sink);
}

/** For a worker: it reads the store, and the keeper writes it. Without a keeper what it learns stays in it. */
export function workerLearnedOwners(at: string | StorePlace, sink: EventSink, keeper?: OwnerKeeper): OpenLearnedOwners {
  const late = new LateStore(() => openStoreAt(placeOf(at), { readOnly: true }));
  const source: OwnerSource = {
    async find(key) {
      try {
        return await (await late.owners()).find(key);
      } catch (error) {
        // A gateway for the time of a proof, with no store behind it: nobody made anything before.
        if (!keeper && error instanceof PortcullisError && error.code === 'NOT_FOUND') return undefined;
        throw error;
      }
    },
    ...(keeper ? { keep: (changes) => keeper.keep(changes) } : {}),
  };
  return opened(source, late, sink);
}

/** Longer than the main process waits for the disk. */
const replyMillis = 10_000;

/** Sends what was learned to the main process of this worker. */
export class MainProcess implements OwnerKeeper {
  readonly #waiting = new Map<number, (answer: OwnersKeptMessage) => void>();
  #batches = 0;

  keep(changes: readonly OwnerChange[]): Promise<void> {
    const batch = ++this.#batches;
    return new Promise((resolve, reject) => {
      const end = (failed?: string): void => {
        clearTimeout(timer);
        this.#waiting.delete(batch);
        if (failed === undefined) resolve();
        else reject(new Error(failed));
      };
      const timer = setTimeout(() => end('the main process does not answer'), replyMillis);
      this.#waiting.set(batch, ({ failed }) => end(failed));
      if (!process.connected) return end('the main process is gone');
      const message: WorkerMessage = { type: 'owners', batch, changes };
      process.send!(message, undefined, undefined, (error) => (error ? end(error.message) : undefined));
    });
  }

  /** An answer of the main process. */
  heard(message: OwnersKeptMessage): void {
    this.#waiting.get(message.batch)?.(message);
  }
}
