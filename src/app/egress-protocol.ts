import type { StoreSection } from './store-place.js';
import type { FailedMessage } from './worker-protocol.js';

/** How the main process and the egress process talk. The configuration travels in the environment variable. */
export const egressVariable = 'PORTCULLIS_EGRESS';

export interface EgressConfig {
  readonly policyFile: string;
  /** Absolute; its journal goes here. */
  readonly dataDir: string;
  /** The policy's `store` as the main process read it. */
  readonly store: StoreSection | null;
}

/** Egress process -> main. */
export type EgressMessage =
  { readonly type: 'ready'; readonly url: string } | { readonly type: 'reloaded' } | FailedMessage;

/** Main -> egress process. */
export interface EgressOrder {
  readonly type: 'reload' | 'stop';
}
