import type { Finding, FindingStatus, Proof, Run, Verdict } from '../../../src/core/finding.js';

export interface Triage {
  readonly reason: string;
  readonly by: string;
  readonly expires?: string;
}

/** A row of the list of proofs: what `GET /runs` says of one. */
export interface ProofRow {
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly verdict?: Verdict;
}

export interface StatusChange {
  readonly at: number;
  readonly from?: FindingStatus;
  readonly to: FindingStatus;
  readonly run?: string;
  readonly triage?: Triage;
}

/** `GET /findings/{fingerprint}`. */
export interface FindingDetail {
  readonly finding: Finding;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly firstRun: string;
  readonly lastRun: string;
  readonly triage: Triage | null;
  readonly history: readonly StatusChange[];
  readonly proofs: readonly ProofRow[];
  readonly reproduce: string | null;
  readonly cli: string;
}

/** `GET /findings/{fingerprint}/patch`. */
export type PatchProposal =
  | {
      readonly kind: 'patch';
      readonly guard: string;
      readonly patch: {
        readonly id: string;
        readonly operation: string;
        readonly expires: string;
        readonly owner?: string;
      };
      readonly applied: boolean;
      readonly lines: readonly string[];
      readonly policyDiff: string;
      readonly cli: string;
    }
  | {
      readonly kind: 'covered';
      readonly guard: string;
      readonly because: string;
      readonly applied: false;
      readonly cli: string;
    }
  | {
      readonly kind: 'impossible';
      readonly reason: string;
      readonly remedy: string;
      readonly applied: false;
      readonly cli: string;
    };

export interface PatchChange {
  readonly policyDiff: string;
  readonly gateway: readonly string[] | null;
  readonly cli: string;
}

/** What a policy or patch would have denied of recorded calls. */
export interface DryRun {
  readonly from: number;
  readonly until: number;
  readonly complete: boolean;
  readonly requests: number;
  readonly clients: number;
  readonly wouldDeny: number;
  readonly operations: readonly {
    readonly operation: string;
    readonly requests: number;
    readonly wouldDeny: number;
    readonly clients: number;
    readonly why: readonly string[];
  }[];
  readonly largestClients: readonly {
    readonly client: string;
    readonly requests: number;
    readonly wouldDeny: number;
  }[];
  readonly notJudged: readonly { readonly what: string; readonly why: string; readonly requests: number }[];
  readonly cli: string;
}

export interface ProofResult {
  readonly run: string;
  readonly verdict: Verdict;
  readonly because: string;
  readonly proof: Proof;
  readonly gateway: { readonly url: string; readonly isTemporary: boolean };
}

export type RunWithProof = Run & { readonly proof?: Proof };
