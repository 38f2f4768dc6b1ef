/** The right to do something that one machine alone should do. */
export interface Lease {
  readonly name: string;
  /** Who has it: a name of its own for each process. */
  readonly holder: string;
  /** How long it holds, unless it is taken again. The clocks of the machines should agree to a few seconds. */
  readonly millis: number;
}

/** What the holder before left for the next one; undefined when nobody left anything. */
export interface TakenLease {
  readonly state: string | undefined;
}

/** Leases of the machines that share a database. */
export interface LeaseStore {
  /** Takes or keeps the lease; undefined while another has it. `state` is what the next holder needs to go on. */
  take(lease: Lease, state?: string): Promise<TakenLease | undefined>;
  /** Gives it back, with a last `state`, so that the next one need not wait. */
  release(lease: Pick<Lease, 'name' | 'holder'>, state?: string): Promise<void>;
}
