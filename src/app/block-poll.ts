import { ActorBlocks } from '../gateway/actor-blocks.js';
import type { DetectionStore } from '../store/detections.js';

const everyMillis = 500;

/** Keeps a worker's list of blocks like that in the store: it survives restarts, and every machine has the same. */
export class BlockPoll {
  readonly blocks = new ActorBlocks();
  readonly #timer: NodeJS.Timeout;

  /** `storeOf`: undefined while there is no store. */
  constructor(storeOf: () => DetectionStore | undefined) {
    const look = async (): Promise<void> => {
      // While the store cannot be read, what is known stays in force until it expires.
      const active = await storeOf()
        ?.activeBlocks()
        .catch(() => undefined);
      if (active) this.blocks.replace(active);
    };
    this.#timer = setInterval(() => void look(), everyMillis).unref();
    void look();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
