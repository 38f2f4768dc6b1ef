import type { Severity } from '../core/finding.js';
import type { VendorTier } from '../model/types.js';
import type { VendorCertificate, VendorReview, VendorUseRecord } from '../store/vendor.js';
import type { VendorSecret } from '../vendors/probe.js';
import type { VendorObservation } from '../vendors/posture.js';
import type { ReviewState } from '../vendors/review-state.js';

/** A third party in one line. Times are milliseconds since the epoch. */
export interface VendorRow {
  readonly name: string;
  readonly owner: string;
  readonly tier: VendorTier;
  readonly dataClasses: readonly string[];
  readonly integrations: readonly string[];
  readonly hosts: readonly string[];
  readonly review: ReviewState & { readonly lastAt?: number; readonly by?: string };
  readonly blocked?: { readonly at: number; readonly by: string; readonly reason: string };
  readonly checkedAt?: number;
  /** Open ones. */
  readonly findings: Readonly<Record<Severity, number>>;
  readonly lastCallAt?: number;
}

/** What the last look at its posture saw. */
export interface VendorCheckSummary {
  readonly vendor: string;
  readonly at: number;
  readonly observations: readonly VendorObservation[];
  /** How many. */
  readonly findings: number;
}

/** Everything about a third party. */
export interface VendorDetail extends VendorRow {
  readonly contract?: { readonly file: string; readonly pinned: boolean; readonly url?: string };
  readonly secrets: readonly VendorSecret[];
  readonly reviews: readonly VendorReview[];
  readonly uses: readonly Omit<VendorUseRecord, 'vendor'>[];
  readonly certificates: readonly Omit<VendorCertificate, 'vendor'>[];
  readonly lastCheck?: VendorCheckSummary;
}
