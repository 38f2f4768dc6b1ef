import type { Severity } from '../../core/finding.js';
import type { Place } from '../../core/place.js';

/**
 * `weakened`: a control is gone or looser; `breaking`: a client that was right is not any more; `additive`: there is
 * more than before.
 */
export type ChangeKind = 'weakened' | 'breaking' | 'additive';

/** One difference between two contracts. */
export interface Change {
  /** Stable name of the difference: `authentication-dropped`. */
  readonly id: string;
  readonly kind: ChangeKind;
  readonly severity: Severity;
  /** `POST /orders`; undefined: of the contract as a whole. */
  readonly operation: string | undefined;
  /** What of it, in words and without positions: `body /items`. */
  readonly part: string;
  readonly message: string;
  /** In the new contract, or in the old one for what is gone. */
  readonly place: Place;
}
