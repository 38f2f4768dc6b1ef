import type { Severity } from './finding.js';

/** What happened. Names after OCSF classes and the OWASP Logging Vocabulary. */
export const eventKinds = [
  'access',
  'denial',
  'would_deny',
  'would_change',
  'input_sanitized',
  'authn_login_fail',
  'authn_login_success',
  'policy_changed',
  'certificate_changed',
  'certificate_refused',
  'scheduled_run',
  'lesson_due',
  'pentest_started',
  'pentest_finding',
  'pentest_finished',
  'patch_applied',
  'patch_dropped',
  'key_created',
  'key_revoked',
  'key_used',
  'admin_action',
  'sys_startup',
  'sys_shutdown',
  'sys_monitor_disabled',
  'sys_gap',
  // Of parts that call out, log people in, or watch: what detectors read besides the gateway's own events.
  'egress_call',
  'egress_certificate_changed',
  'webhook_refused',
  'console_login',
  'detector_changed',
  'detection',
  'response_applied',
  'response_proposed',
  'response_undone',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** One line of the security log. `detail` is redacted by the maker: only what contract or policy names. */
export interface SecurityEvent {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly kind: EventKind;
  readonly outcome: 'allowed' | 'denied' | 'would-deny' | 'failed' | 'info';
  readonly severity: Severity;
  readonly api?: string;
  readonly operationId?: string;
  readonly principalId?: string;
  readonly credentialId?: string;
  /** Client address (IPv6 as given). */
  readonly client?: string;
  readonly exchangeId?: string;
  readonly method?: string;
  readonly status?: number;
  /** Whole time at the gateway in microseconds. */
  readonly micros?: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  readonly guard?: string;
  readonly code?: string;
  // Signals for detectors: all optional, flat and short, on allowed calls too. Hashes are keyed (`EventMarks`), 8 letters
  // of base64url, equal in all workers of a data folder.
  /** Hash of `User-Agent`. */
  readonly agent?: string;
  /** Hash of the session cookie that the policy names, or of the refresh token that the call spends. */
  readonly session?: string;
  /** Hash of the account that a login names. */
  readonly account?: string;
  /** Hash of the id of the object that the operation is about. */
  readonly object?: string;
  /** A whole-number id moved by a secret constant: neighbours stay neighbours, the id itself is not told. */
  readonly objectNumber?: number;
  /** Unknown operation: hash of its path with ids taken out. */
  readonly template?: string;
  /** Share of the tightest limit that is used up, in percent (0 to 100). */
  readonly limitUsed?: number;
  /** Units that the call took from a limit, where they are not 1. */
  readonly cost?: number;
  /**
   * Words separated by blanks: `foreign-object`, `attack:sqli`, `class:card` (undeclared data in the answer), `drift`
   * (the answer breaks the contract), `sql-error`, `jwt:alg`, `decoy:path`, `scanner-agent`, `duplicate-id`,
   * `param:HASH` (undeclared query parameter), `type:text/csv` (content type besides JSON), `privileged-property`,
   * `credential:revoked`, `run:ID` (a pentest says which run it is).
   */
  readonly signals?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Takes events. `denial` returns only when the record is in the journal; `access` may be batched. */
export interface EventSink {
  /** Synchronous append of an event that must not be lost (see STORE: "acknowledged"). */
  write(event: SecurityEvent): void;
  /** Batched append; loss is counted. */
  batch(event: SecurityEvent): void;
  /** For how long nothing could be recorded; undefined while it can. */
  readonly failingForMillis?: number | undefined;
}
