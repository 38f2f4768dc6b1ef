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
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Takes events. `denial` returns only when the record is in the journal; `access` may be batched. */
export interface EventSink {
  /** Synchronous append of an event that must not be lost (see STORE: "acknowledged"). */
  write(event: SecurityEvent): void;
  /** Batched append; loss is counted. */
  batch(event: SecurityEvent): void;
}
