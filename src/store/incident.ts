import type { Severity } from '../core/finding.js';

export const incidentStates = ['open', 'contained', 'closed'] as const;
export type IncidentState = (typeof incidentStates)[number];

/** What an incident is found by; everything else of it is in its document. Times are milliseconds since the epoch. */
export interface StoredIncident {
  readonly id: string;
  /** 1, 2, 3: what people call it by. */
  readonly number: number;
  readonly openedAt: number;
  /** Counts its changes. */
  readonly version: number;
  readonly state: IncidentState;
  readonly severity: Severity;
  /** JSON. Sealed on the disk: it names people. */
  readonly document: string;
}

export const entryKinds = ['note', 'pin', 'action', 'change'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** One line of the timeline. Entries are added, never changed. */
export interface StoredEntry {
  readonly id: string;
  /** When it happened, which may be before it was written. */
  readonly at: number;
  readonly kind: EntryKind;
  readonly by: string;
  /** JSON. Sealed on the disk. */
  readonly document: string;
}

/** Incident records and their timelines. */
export interface IncidentStore {
  /** Gives it the next number. */
  open(incident: Omit<StoredIncident, 'number' | 'state' | 'version'>, by: string): Promise<StoredIncident>;
  /** Newest first. */
  list(filter?: { readonly state?: IncidentState; readonly limit?: number }): Promise<readonly StoredIncident[]>;
  get(number: number): Promise<StoredIncident | undefined>;
  /** False when it is not at `version` any more: somebody else changed it. Throws `NOT_FOUND` when there is none. */
  change(change: Omit<StoredIncident, 'openedAt'>, by: string): Promise<boolean>;
  /** In the order in which things happened. */
  entries(incident: string): Promise<readonly StoredEntry[]>;
  addEntry(incident: string, entry: StoredEntry): Promise<void>;
}
