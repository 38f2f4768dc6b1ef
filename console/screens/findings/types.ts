import type { FindingStatus, Severity } from '../../../src/core/finding.js';
import type { Triage } from '../finding/types.js';

export interface FindingRow {
  readonly fingerprint: string;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: string;
  readonly status: FindingStatus;
  readonly source: string;
  readonly api: string;
  readonly operation: string | null;
  readonly part: string | null;
  readonly message: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly triage: Triage | null;
}

/** Findings of one cause: a rule at an operation. */
export interface FindingGroup {
  readonly rule: string;
  readonly title: string;
  readonly message: string;
  readonly severity: Severity;
  readonly api: string;
  readonly operation: string | null;
  readonly count: number;
  /** Only where the group has one finding. */
  readonly status: FindingStatus | null;
  readonly fingerprint: string;
  readonly lastSeenAt: number;
}

export interface FindingCounts {
  readonly total: number;
  readonly byStatus: Readonly<Partial<Record<FindingStatus, number>>>;
  readonly bySeverity: Readonly<Partial<Record<Severity, number>>>;
}

/** What selects findings, as the API takes it. */
export interface FindingFilter {
  readonly status?: string;
  readonly severity?: string;
  readonly source?: string;
  readonly api?: string;
  readonly operation?: string;
  readonly rule?: string;
  readonly q?: string;
}
