import type { VendorGate, VendorUse } from '../egress/gate.js';
import type { VendorPolicy } from '../model/types.js';
import type { VendorState, VendorStore } from '../store/vendor.js';
import { reviewState } from '../vendors/review-state.js';

const everyMillis = 500;
const keepMillis = 60_000;

export interface EgressGateOptions {
  readonly vendors: VendorStore;
  /** Told after each look, so that open tunnels end too. */
  readonly onLook: (isBlocked: (vendor: string) => boolean) => void;
  readonly now?: () => number;
}

interface Used {
  readonly use: VendorUse;
  readonly firstAt: number;
  lastAt: number;
  keptAt: number;
}

const keyOf = ({ vendor, integration, application, host }: VendorUse): string =>
  JSON.stringify([vendor, integration, application, host]);

/** The kill switches and reviews of the store, looked at twice a second; what calls are made goes back there. */
export class EgressGate implements VendorGate {
  readonly #options: EgressGateOptions;
  readonly #now: () => number;
  readonly #uses = new Map<string, Used>();
  #states: ReadonlyMap<string, VendorState> = new Map();
  #policies: ReadonlyMap<string, VendorPolicy> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  private constructor(options: EgressGateOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Throws what the store throws: without its kill switches nothing is called. */
  static async open(policies: ReadonlyMap<string, VendorPolicy>, options: EgressGateOptions): Promise<EgressGate> {
    const gate = new EgressGate(options);
    for (const { firstAt, lastAt, ...use } of await options.vendors.uses()) {
      gate.#uses.set(keyOf(use), { use, firstAt, lastAt, keptAt: lastAt });
    }
    await gate.use(policies);
    gate.#timer = setInterval(() => {
      // What is known stays in force while the store cannot be read.
      gate.#looking = gate.#looking.then(() => gate.look()).catch(() => undefined);
    }, everyMillis).unref();
    return gate;
  }

  /** From now on these are the register. */
  async use(policies: ReadonlyMap<string, VendorPolicy>): Promise<void> {
    await this.#options.vendors.register([...policies.keys()]);
    this.#policies = policies;
    await this.look();
  }

  async look(): Promise<void> {
    const { vendors, onLook } = this.#options;
    const states = await vendors.list();
    this.#states = new Map(states.map((state) => [state.name, state]));
    onLook((vendor) => this.#states.get(vendor)?.blocked !== undefined);
    await this.#keep();
  }

  refuses(use: VendorUse): 'vendor-blocked' | 'review-expired' | undefined {
    const state = this.#states.get(use.vendor);
    if (state?.blocked) return 'vendor-blocked';
    const policy = this.#policies.get(use.vendor);
    // A policy without a register has no reviews.
    if (!policy) return undefined;
    const now = this.#now();
    const review = reviewState(policy, state ?? { registeredAt: now }, now);
    if (review.state !== 'expired' && review.state !== 'rejected') return undefined;
    const known = this.#uses.get(keyOf(use));
    return known && known.firstAt < review.deniesAt ? undefined : 'review-expired';
  }

  used(use: VendorUse): void {
    const now = this.#now();
    const known = this.#uses.get(keyOf(use));
    if (known) known.lastAt = now;
    else this.#uses.set(keyOf(use), { use, firstAt: now, lastAt: now, keptAt: 0 });
  }

  /** New ones at once, the time of the last call once a minute. */
  async #keep(): Promise<void> {
    const due = [...this.#uses.values()].filter(({ lastAt, keptAt }) => lastAt - keptAt >= keepMillis);
    if (due.length === 0) return;
    await this.#options.vendors.addUses(due.map(({ use, lastAt }) => ({ ...use, lastAt })));
    for (const used of due) used.keptAt = used.lastAt;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.look().catch(() => undefined);
  }
}
