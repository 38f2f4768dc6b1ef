import type { SignedLog, Store } from '../store/store.js';

/** Where a log ends: `RightEdge.from(edge)` knows its root. */
export interface SignedHead {
  readonly log: SignedLog;
  readonly size: number;
  readonly edge: Uint8Array;
}

/** The heads of all logs that are signed. */
export async function signedHeads({ audit, events }: Pick<Store, 'audit' | 'events'>): Promise<readonly SignedHead[]> {
  return [{ log: 'control', ...(await audit.head()) }, ...(await events.heads())];
}
