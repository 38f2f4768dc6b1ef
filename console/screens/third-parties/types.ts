import type { Severity } from '../../../src/core/finding.js';

export type ReviewState = 'current' | 'never' | 'due' | 'expired' | 'rejected';
export type Verdict = 'approved' | 'conditions' | 'rejected';

/** A third party in one line. Times are milliseconds since the epoch. */
export interface VendorRow {
  readonly name: string;
  readonly owner: string;
  readonly tier: string;
  readonly dataClasses: readonly string[];
  readonly integrations: readonly string[];
  readonly hosts: readonly string[];
  readonly review: {
    readonly state: ReviewState;
    readonly dueAt: number;
    readonly deniesAt: number;
    readonly lastAt?: number;
    readonly by?: string;
  };
  readonly blocked?: { readonly at: number; readonly by: string; readonly reason: string };
  readonly checkedAt?: number;
  readonly findings: Readonly<Record<Severity, number>>;
  readonly lastCallAt?: number;
}

export interface Question {
  readonly id: string;
  readonly text: string;
  readonly why: string;
}

export interface Review {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly verdict: Verdict;
  readonly answers: Readonly<Record<string, string>>;
  readonly note?: string;
}

export interface Observation {
  readonly probe: string;
  readonly state: 'well' | 'finding' | 'unknown';
  readonly text: string;
}

export interface VendorAnswer extends VendorRow {
  readonly contract?: { readonly file: string; readonly pinned: boolean; readonly url?: string };
  readonly secrets: readonly { readonly name: string; readonly rotateDays: number; readonly ageDays?: number }[];
  readonly reviews: readonly Review[];
  readonly uses: readonly {
    readonly integration: string;
    readonly application: string;
    readonly host: string;
    readonly firstAt: number;
    readonly lastAt: number;
  }[];
  readonly certificates: readonly {
    readonly host: string;
    readonly fingerprint: string;
    readonly firstAt: number;
  }[];
  readonly lastCheck?: {
    readonly at: number;
    readonly observations: readonly Observation[];
    readonly findings: number;
  };
  readonly questions: readonly Question[];
  readonly cli: string;
}
