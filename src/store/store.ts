import type { VaultStore } from '../core/data-keys.js';
import type { EventKind, SecurityEvent } from '../core/events.js';
import type { Finding, FindingStatus, Proof, Run, Severity, Verdict } from '../core/finding.js';
import type { AuditLogStore, CheckpointStore } from './audit.js';

export type * from './audit.js';
import type { ConsoleStore } from './console.js';
import type { DetectionStore } from './detections.js';
import type { FindingCount, FindingGroup, FindingPage, FindingSelection, OpenFindings } from './finding-pages.js';
import type { LeaseStore } from './lease.js';
import type { IncidentStore } from './incident.js';
import type { VendorStore } from './vendor.js';
import type { LearnedOwnerStore } from './learned-owner.js';
import type { LearningStore } from './learning.js';

/**
 * Everything Portcullis keeps. One interface, one suite of tests for every engine behind it.
 * A resolved promise of a control record (keys, runs, findings, policy versions) means: survives a power cut.
 * Times are milliseconds since the epoch unless a type says ISO 8601.
 */
export interface Store {
  readonly keys: KeyStore;
  readonly runs: RunStore;
  readonly findings: FindingStore;
  readonly policyVersions: PolicyVersionStore;
  readonly learnedOwners: LearnedOwnerStore;
  /** Lessons: what people completed, and what they must. */
  readonly learning: LearningStore;
  readonly detections: DetectionStore;
  /** People and logins of the console. */
  readonly console: ConsoleStore;
  readonly events: EventStore;
  /** Every change of the above but events, appended in the transaction of the change. */
  readonly audit: AuditLogStore;
  readonly checkpoints: CheckpointStore;
  readonly leases: LeaseStore;
  /** Third parties. */
  readonly vendors: VendorStore;
  readonly incidents: IncidentStore;
  /** Wrapped data keys and sealed secrets; whoever opens them is the vault. */
  readonly vault: VaultStore;
  close(): Promise<void>;
}

/** An API key as stored: never the key itself. */
export interface KeyRecord {
  /** Public part of the key, safe to log. */
  readonly id: string;
  /** What the key starts with, shown to people so that they recognise it. */
  readonly prefix: string;
  /** HMAC-SHA256 of the secret, 32 bytes. */
  readonly digest: Uint8Array;
  /** Which pepper made the digest. */
  readonly pepperVersion: number;
  readonly name: string;
  /** What owner rules compare with, when the key stands for someone. */
  readonly subject?: string;
  readonly tenant?: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly revokedAt?: number;
  /** Id of the key that took its place. */
  readonly replacedBy?: string;
  /** To the minute. */
  readonly lastUsedAt?: number;
}

export interface KeyStore {
  /** Throws `USAGE` when the id is taken. */
  create(record: KeyRecord): Promise<void>;
  find(id: string): Promise<KeyRecord | undefined>;
  /** Newest first. */
  list(): Promise<readonly KeyRecord[]>;
  /** Keeps the first time of revocation. Throws `NOT_FOUND`. */
  revoke(id: string): Promise<KeyRecord>;
  /** Adds `replacement`; the old key ends after the overlap, or when it would have. Throws `NOT_FOUND`, `USAGE`. */
  rotate(id: string, replacement: KeyRecord, options: { readonly overlapSeconds: number }): Promise<KeyRecord>;
  /** Remembers the use of a key; written at most once a minute per key. */
  touch(id: string, time: number): Promise<void>;
  /** Grows when any process creates, revokes or rotates a key: what was remembered of keys is then out of date. */
  revision(): Promise<number>;
}

export interface RunStore {
  /** Adds or replaces (a resumed run keeps its id). */
  save(run: Run): Promise<void>;
  get(id: string): Promise<Run | undefined>;
  /** Newest first; proofs are runs of kind `proof`. */
  list(filter?: RunFilter): Promise<readonly Run[]>;
  /** Newest first, without what they found: cheap whatever their size. */
  summaries(page?: RunPage): Promise<readonly RunSummary[]>;
}

export interface RunFilter {
  readonly kind?: Run['kind'];
  /** Default 50. */
  readonly limit?: number;
}

export interface RunPage extends RunFilter {
  /** Fingerprint of the finding that a proof is about. */
  readonly subject?: string;
  /** The last run of the page before. */
  readonly after?: { readonly startedAt: string; readonly id: string };
}

/** A run as it is stored: what it proved stands beside the proof, which may be sealed. */
export interface StoredRun extends Run {
  readonly proved?: Pick<Proof, 'finding' | 'verdict'>;
}

/** A run in one line. */
export type RunSummary = Pick<Run, 'id' | 'kind' | 'target' | 'startedAt' | 'finishedAt' | 'outcome' | 'requests'> & {
  readonly findings: number;
  readonly operations?: number;
  readonly reached?: number;
  readonly verdict?: Verdict;
  readonly subject?: string;
};

/** A finding with what happened to it. `finding.status` is the status now: an acceptance that expired reads `open`. */
export interface StoredFinding {
  readonly finding: Finding;
  readonly firstRun: string;
  readonly firstSeenAt: number;
  readonly lastRun: string;
  readonly lastSeenAt: number;
  /** Why a person set the status, and until when it holds. */
  readonly triage?: Triage;
}

export interface Triage {
  readonly reason: string;
  readonly by: string;
  /** ISO 8601 date (its first moment, UTC) or time. */
  readonly expires?: string;
}

/** One change of status; `from` is absent for the first. */
export interface FindingChange {
  readonly at: number;
  readonly from?: FindingStatus;
  readonly to: FindingStatus;
  /** The run that caused it, or undefined when a person did. */
  readonly run?: string;
  readonly triage?: Triage;
}

/** What a run looked at: only that can be said to be fixed. */
export interface RunScope {
  readonly apis: readonly string[];
  /** Rules or checks that ran; absent means all of its kind. */
  readonly ruleIds?: readonly string[];
}

/** Fingerprints by what the run did to them. */
export interface RunChanges {
  readonly opened: readonly string[];
  readonly regressed: readonly string[];
  readonly fixed: readonly string[];
  readonly seenAgain: readonly string[];
}

export interface FindingFilter {
  readonly status?: FindingStatus | readonly FindingStatus[];
  readonly severity?: Severity;
  readonly source?: Finding['source'];
  readonly api?: string;
  readonly operation?: string;
  /** Default 1,000. */
  readonly limit?: number;
}

export interface FindingStore {
  /** Saves the run, adds its findings and moves the status of those seen again or gone, all or nothing. */
  recordRun(run: Run, scope: RunScope): Promise<RunChanges>;
  /** Worst first, then newest first. */
  list(filter?: FindingFilter): Promise<readonly StoredFinding[]>;
  /** One page, keyset. Whatever the number of findings, only the documents of the page are read. */
  page(page: FindingPage): Promise<readonly StoredFinding[]>;
  counts(selection?: FindingSelection): Promise<readonly FindingCount[]>;
  /** By cause: worst first, then largest; default limit 50. */
  groups(
    selection?: FindingSelection & { readonly limit?: number; readonly offset?: number },
  ): Promise<readonly FindingGroup[]>;
  /** Open and regressed ones. */
  openByOperation(): Promise<readonly OpenFindings[]>;
  /** By fingerprint or a prefix of it that no other finding has. Throws `NOT_FOUND`. */
  get(fingerprint: string): Promise<StoredFinding>;
  /** `accepted` needs a reason and an expiry, `false-positive` a reason (`USAGE`). Throws `NOT_FOUND`. */
  setStatus(fingerprint: string, status: FindingStatus, triage: Triage): Promise<StoredFinding>;
  /** Drops fixed findings not seen since, and runs before it that no finding names (milliseconds since the epoch). */
  forget(before: number): Promise<{ readonly findings: number; readonly runs: number }>;
  /** Oldest first. */
  history(fingerprint: string): Promise<readonly FindingChange[]>;
}

/** One version of the policy as it was applied. */
export interface PolicyVersion {
  /** Counts from 1. */
  readonly id: number;
  readonly digest: string;
  /** The policy file's text. */
  readonly source: string;
  readonly author: string;
  readonly reason: string;
  readonly createdAt: number;
}

export interface PolicyVersionStore {
  append(version: Omit<PolicyVersion, 'id' | 'createdAt'>): Promise<PolicyVersion>;
  /** Newest first; default limit 50. */
  list(filter?: { readonly limit?: number; readonly before?: number }): Promise<readonly PolicyVersion[]>;
  get(id: number): Promise<PolicyVersion | undefined>;
}

/** All given parts must match. Time is that of the event's id (UUIDv7). */
export interface EventFilter {
  readonly kind?: EventKind;
  readonly outcome?: SecurityEvent['outcome'];
  readonly principal?: string;
  readonly operation?: string;
  readonly exchangeId?: string;
  readonly api?: string;
  readonly credential?: string;
  /** Client address as it was recorded. */
  readonly client?: string;
  readonly status?: number;
  /** First digit of the status. */
  readonly statusClass?: 1 | 2 | 3 | 4 | 5;
  /** Inclusive, milliseconds since the epoch. */
  readonly since?: number;
  /** Exclusive, milliseconds since the epoch. */
  readonly until?: number;
}

export interface EventPage extends EventFilter {
  /** Default 100. */
  readonly limit?: number;
  /** Id of the last event of the page before: only older ones are returned. */
  readonly before?: string;
}

/** Days that events are kept, by class: allowed calls, and everything else. */
export interface Retention {
  readonly accessDays: number;
  readonly denialDays: number;
}

/**
 * The two logs that events are kept in: allowed calls, in batches, and everything else, one by one. Each is a Merkle
 * log of its own (RFC 6962), because their files cannot share a transaction.
 */
export const logNames = ['access', 'denials'] as const;
export type LogName = (typeof logNames)[number];

/** How far journals were carried over into a log: name of a journal -> offset of the first byte that was not. */
export type JournalMarks = ReadonlyMap<string, number>;

/** One thing that a log keeps, and its place in the tree. */
export interface LogLeaf {
  readonly log: LogName;
  /** Counts from 0 over all files of a log, also those that retention dropped. */
  readonly n: number;
  /** What the leaf hash was made of: the event as canonical JSON, or a batch of allowed calls. */
  readonly record: Uint8Array;
  /** As stored; equal to `leafHash(record)` unless somebody changed one of them. */
  readonly leaf: Uint8Array;
  /** Id of the event, or of the first one of a batch. */
  readonly id: string;
  /** Inside the data folder, as `denials/2026-11.db`. */
  readonly file: string;
  /** False when what searches look at says something else than the record. */
  readonly consistent: boolean;
}

/** The edge of a log: `RightEdge.from(edge)` knows its size and root. */
export interface LogHead {
  readonly log: LogName;
  readonly size: number;
  readonly edge: Uint8Array;
}

/** A file of a log, and the head of the log before its first leaf: what makes it verifiable without older files. */
export interface LogFileStart extends LogHead {
  readonly file: string;
}

/** Events of one minute that are alike, summed when they were stored; or of a longer time, where that was asked for. */
export interface RollUp {
  /** Its begin, milliseconds since the epoch. */
  readonly minute: number;
  readonly api?: string;
  readonly operation?: string;
  readonly kind: EventKind;
  readonly outcome: SecurityEvent['outcome'];
  /** First digit of the status; 0 for events without one. */
  readonly statusClass: number;
  readonly count: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly micros: number;
  readonly maxMicros: number;
  /** Begin of the newest minute in it, where a longer time was asked for. */
  readonly lastMinute?: number;
}

export interface RollUpFilter {
  /** Inclusive and exclusive, milliseconds since the epoch; both are widened to whole minutes. */
  readonly since?: number;
  readonly until?: number;
  readonly api?: string;
  readonly operation?: string;
  readonly kind?: EventKind;
  readonly outcome?: SecurityEvent['outcome'];
  /** Sums of so long a time, whole minutes, counted from the epoch: the store adds them up. Default a minute. */
  readonly bucketMillis?: number;
}

/** The event log. Gateways never call it: they append to a journal that the event writer carries over. */
export interface EventStore {
  /** Inserts those whose id (a UUIDv7) is not there yet; returns how many were new. All or nothing per file. */
  insert(batch: readonly SecurityEvent[]): Promise<number>;
  /**
   * Inserts what was read from journals into one log, and remembers `marks` in the same transaction. Ids are not looked
   * for: the caller leaves out what lies before the marks. Returns how many were stored.
   */
  carry(log: LogName, events: readonly SecurityEvent[], marks: JournalMarks): Promise<number>;
  /** What `carry` remembered. */
  marks(log: LogName): Promise<JournalMarks>;
  /** Forgets the marks of journals that are no more. */
  forget(journals: readonly string[]): Promise<void>;
  /** Resolves when everything inserted so far survives a power cut. */
  sync(): Promise<void>;
  get(id: string): Promise<SecurityEvent | undefined>;
  /** Newest first. */
  search(page?: EventPage): Promise<readonly SecurityEvent[]>;
  /** Every event of one exchange, newest first. */
  byExchange(exchangeId: string): Promise<readonly SecurityEvent[]>;
  count(filter?: EventFilter): Promise<number>;
  /** Sums by minute, oldest first; cheap whatever the number of events. */
  rollUps(filter?: RollUpFilter): Promise<readonly RollUp[]>;
  /** Where each log ends; read, never recomputed. */
  heads(): Promise<readonly LogHead[]>;
  /** The files of a log, oldest first. */
  files(log: LogName): Promise<readonly LogFileStart[]>;
  /** Leaves in the order of the log, from number `from` on (default: the first that is kept). */
  leaves(log: LogName, from?: number): AsyncIterable<LogLeaf>;
  /** Drops whole files that are older than the retention; returns their names. */
  retain(retention: Retention): Promise<readonly string[]>;
}
