/** One figure with the list behind it. */
export interface OverviewNumber {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly unit?: string;
  readonly link: string;
}

export interface RunRow {
  readonly id: string;
  readonly kind: 'audit' | 'pentest' | 'proof';
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly outcome: string;
  readonly findings: number;
  readonly operations?: number;
  readonly reached?: number;
  readonly requests?: number;
}

export interface PolicyChange {
  readonly time: number;
  readonly actor: string;
  readonly kind: string;
  readonly subject?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface Overview {
  readonly at: number;
  readonly numbers: readonly OverviewNumber[];
  readonly gateway: {
    readonly running: boolean;
    readonly urls: readonly string[];
    readonly policyDigest: string | null;
    readonly refused: string | null;
    readonly ready: boolean | null;
    readonly reasons: readonly string[];
    readonly workers: { readonly serving: number; readonly wanted: number } | null;
  };
  readonly runs: { readonly audit: RunRow | null; readonly pentest: RunRow | null };
  readonly policyChanges: readonly PolicyChange[];
}
