import type { Finding, FindingStatus, Severity } from '../core/finding.js';

/** Which findings; all given parts must match. */
export interface FindingSelection {
  readonly status?: readonly FindingStatus[];
  readonly severity?: readonly Severity[];
  readonly source?: Finding['source'];
  readonly api?: string;
  readonly operation?: string;
  readonly rule?: string;
  /** Part of the rule, the API, the operation or the fingerprint, in any case. */
  readonly text?: string;
}

export interface FindingPage extends FindingSelection {
  /** Default `severity`: worst first, then newest. */
  readonly order?: 'severity' | 'newest';
  /** The last finding of the page before. */
  readonly after?: { readonly severity: Severity; readonly lastSeenAt: number; readonly fingerprint: string };
  /** Default 50. */
  readonly limit?: number;
}

export interface FindingCount {
  readonly status: FindingStatus;
  readonly severity: Severity;
  readonly count: number;
}

/** Findings of one cause. */
export interface FindingGroup {
  readonly api: string;
  readonly operation?: string;
  readonly rule: string;
  /** The worst of them. */
  readonly severity: Severity;
  readonly count: number;
  readonly lastSeenAt: number;
  /** One of them. */
  readonly fingerprint: string;
}

/** Open findings of an operation. */
export interface OpenFindings {
  readonly api: string;
  readonly operation: string;
  readonly count: number;
  readonly worst: Severity;
}
