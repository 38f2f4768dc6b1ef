import type { VendorStore } from '../store/vendor.js';

const everyMillis = 500;

/** Keeps a worker's list of third parties that are switched off like that in the store. */
export class VendorPoll {
  readonly #timer: NodeJS.Timeout;
  /** Undefined until the first look: then nobody is believed. */
  #blocked: ReadonlySet<string> | undefined;

  /** `storeOf`: undefined while there is no store. `isWanted`: whether anybody would ask. */
  constructor(storeOf: () => VendorStore | undefined, isWanted: () => boolean) {
    const look = async (): Promise<void> => {
      if (!isWanted()) return;
      // While the store cannot be read, what is known stays in force.
      const store = storeOf();
      const all = store ? await store.list().catch(() => undefined) : [];
      if (all) this.#blocked = new Set(all.filter(({ blocked }) => blocked).map(({ name }) => name));
    };
    this.#timer = setInterval(() => void look(), everyMillis).unref();
    void look();
  }

  isBlocked(vendor: string): boolean {
    return this.#blocked?.has(vendor) ?? true;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
