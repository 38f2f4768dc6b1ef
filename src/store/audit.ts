import type { LogName } from './store.js';

/** What an administrator or the program did to the control data: one record each in the audit log. */
export const auditKinds = [
  'key_created',
  'key_rotated',
  'key_revoked',
  'finding_set',
  'run_recorded',
  'policy_applied',
  'policy_in_force',
  'patch_applied',
  'patch_dropped',
  'gateway_started',
  'gateway_stopped',
  'log_read',
  'log_exported',
  'log_start_forced',
  'log_retained',
  'evidence_exported',
  'vault_key_rotated',
  'data_key_destroyed',
  'secret_set',
  'secret_removed',
  'response_applied',
  'response_undone',
  'console_user_added',
  'console_user_changed',
  'console_user_removed',
  'console_token_created',
  'console_token_revoked',
  'console_login',
  'lesson_assigned',
  'lesson_unassigned',
  'lesson_completed',
  'incident_opened',
  'incident_changed',
  'incident_noted',
  'incident_closed',
  'incident_drilled',
  'incident_exported',
  'vendor_blocked',
  'vendor_unblocked',
  'vendor_reviewed',
  'admin_action',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** A control change as its maker tells it; never a secret. */
export interface AuditChange {
  readonly kind: AuditKind;
  /** What was changed: id of a key, fingerprint of a finding. */
  readonly subject?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Who did it; default: the actor that the store was opened for. */
  readonly actor?: string;
}

/** A record of the audit log. */
export interface AuditEntry {
  /** Counts from 0; its place in the Merkle tree. */
  readonly n: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly kind: AuditKind;
  readonly actor: string;
  readonly subject?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface AuditPage {
  /** Only records before this number. */
  readonly before?: number;
  /** Inclusive, milliseconds since the epoch. */
  readonly since?: number;
  /** Exclusive. */
  readonly until?: number;
  readonly kind?: AuditKind;
  readonly actor?: string;
  /** Default 100. */
  readonly limit?: number;
}

/** One record with its place in the tree; see `LogLeaf`. */
export interface AuditLeaf {
  readonly n: number;
  readonly record: Uint8Array;
  readonly leaf: Uint8Array;
  readonly id: string;
  readonly time: number;
  readonly consistent: boolean;
}

/**
 * Control changes as a Merkle log (RFC 6962). The other parts of the store append theirs in the transaction of the
 * change, so neither is there without the other.
 */
export interface AuditLogStore {
  /** For a change that is not made through the store. Resolved means: survives a power cut. */
  append(change: AuditChange): Promise<AuditEntry>;
  /** Newest first. */
  list(page?: AuditPage): Promise<readonly AuditEntry[]>;
  get(n: number): Promise<AuditEntry | undefined>;
  /** `RightEdge.from(edge)` knows its size and root. */
  head(): Promise<{ readonly size: number; readonly edge: Uint8Array }>;
  /** In the order of the log, from number `from` on. */
  leaves(from?: number): AsyncIterable<AuditLeaf>;
}

/** Logs that are signed: the two of events, and the audit log. */
export type SignedLog = LogName | 'control';

/** The state of a log at a time, signed. */
export interface StoredCheckpoint {
  readonly log: SignedLog;
  readonly size: number;
  readonly time: number;
  /** `RightEdge.from(edge).root()` is the root that the note signs. */
  readonly edge: Uint8Array;
  /** Signed note (C2SP tlog-checkpoint). */
  readonly note: string;
}

export interface CheckpointStore {
  /** Keeps them, all or none; one for a size that has one already is passed over. */
  save(checkpoints: readonly StoredCheckpoint[]): Promise<void>;
  /**
   * Of checkpoints that are older than a day keeps the last of each hour, of those older than 30 days the last of each
   * day. Returns how many were dropped: what each of them proved, the ones after it prove too.
   */
  thin(now: number): Promise<number>;
  /** The largest. */
  latest(log: SignedLog): Promise<StoredCheckpoint | undefined>;
  /** By size, smallest first, above `after` (default: all); at most `limit` (default 1,000). */
  list(
    log: SignedLog,
    page?: { readonly after?: number; readonly limit?: number },
  ): Promise<readonly StoredCheckpoint[]>;
}
