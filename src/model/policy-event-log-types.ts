/** Who is served while events cannot be recorded: reads for a minute, nobody, or everybody. */
export type LogFailurePolicy = 'reads' | 'closed' | 'open';

/** The log of security events. */
export interface EventLogPolicy {
  readonly onFailure: LogFailurePolicy;
  readonly checkpoints?: CheckpointPolicy;
  readonly retention: RetentionPolicy;
  /** How events name who called: as they are, by a keyed token, or by the token with the name sealed in the vault. */
  readonly principals: 'name' | 'token' | 'sealed';
  /** Name -> where events go on by themselves. */
  readonly outputs?: ReadonlyMap<string, LogOutput>;
}

/** How many days something is kept. The audit log is kept for ever. */
export interface RetentionPolicy {
  /** Allowed calls. */
  readonly accessDays: number;
  /** Every other event. */
  readonly denialDays: number;
  readonly detectionDays: number;
  /** Findings that are fixed, since they were seen last, and runs. */
  readonly findingDays: number;
}

/** One continuous output. `query` selects events; secrets may be references. Paths are resolved. */
export type LogOutput = { readonly query?: string } & (
  | { readonly file: string }
  | { readonly otlp: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly syslog: string; readonly ca?: string }
  | { readonly clickhouse: string; readonly table?: string; readonly user?: string; readonly password?: string }
);

/** Where signed checkpoints of the log are kept besides the store. */
export interface CheckpointPolicy {
  /** Absolute path. */
  readonly file?: string;
  readonly url?: string;
}
