import type { Severity } from '../core/finding.js';
import type { EntryKind, IncidentState } from '../store/incident.js';

/** What is written of an incident besides its timeline. Times are milliseconds since the epoch. */
export interface IncidentDocument {
  readonly title: string;
  /** Why this is an incident and not an event (NIST SP 800-61r3, RS.MA). */
  readonly criterion: string;
  /** Part in the response -> who has it: `lead`, `scribe`, `communication`. */
  readonly roles: Readonly<Record<string, string>>;
  /** `api operation`. */
  readonly operations: readonly string[];
  readonly dataClasses: readonly string[];
  readonly detections: readonly string[];
  readonly findings: readonly string[];
  readonly runbook?: string;
  readonly clocks: IncidentClocks;
  readonly review?: IncidentReview;
}

export interface IncidentClocks {
  /** The first event of it. */
  readonly beganAt?: number;
  /** The first detection, or what told a person. */
  readonly detectedAt?: number;
  /** From here the deadlines of the law run (GDPR article 33: 72 hours). */
  readonly awareAt: number;
  readonly containedAt?: number;
  /** When it was proved that the attack is closed and honest calls still work. */
  readonly provedAt?: number;
  readonly closedAt?: number;
}

/** What is learned from it. */
export interface IncidentReview {
  readonly held: string;
  readonly failed: string;
  readonly actions: readonly ReviewAction[];
}

export interface ReviewAction {
  readonly what: string;
  readonly owner: string;
  /** `2026-12-24`. */
  readonly due: string;
}

/** An incident as people see it. */
export interface Incident extends IncidentDocument {
  readonly number: number;
  readonly openedAt: number;
  readonly state: IncidentState;
  readonly severity: Severity;
}

export interface IncidentEntry {
  readonly at: number;
  readonly kind: EntryKind;
  readonly by: string;
  /** Of a note or change. */
  readonly text?: string;
  /** Of a pin: id of the event. */
  readonly event?: string;
}

/** Hours from awareness within which somebody must be told. */
export interface Deadline {
  readonly name: string;
  readonly hours: number;
}

export interface RunningDeadline extends Deadline {
  readonly at: number;
  /** Negative: it has passed. */
  readonly leftMillis: number;
}

/** The deadlines of an incident, the nearest first. */
export function deadlinesOf(
  { clocks }: Pick<Incident, 'clocks'>,
  deadlines: readonly Deadline[],
  now: number,
): readonly RunningDeadline[] {
  return deadlines
    .map((deadline) => {
      const at = clocks.awareAt + deadline.hours * 3_600_000;
      return { ...deadline, at, leftMillis: at - now };
    })
    .toSorted((a, b) => a.at - b.at);
}

/** Milliseconds that the response took, as far as it has come. */
export function spansOf({ beganAt, detectedAt, awareAt, containedAt, provedAt }: IncidentClocks): {
  readonly toDetect?: number;
  readonly toContain?: number;
  readonly toProve?: number;
} {
  const noticed = detectedAt ?? awareAt;
  return {
    ...(beganAt === undefined ? {} : { toDetect: Math.max(0, noticed - beganAt) }),
    ...(containedAt === undefined ? {} : { toContain: Math.max(0, containedAt - noticed) }),
    ...(provedAt === undefined ? {} : { toProve: Math.max(0, provedAt - noticed) }),
  };
}

/** `15 min`, `3 h 20 min`, `2 days`. */
export function spanWords(millis: number): string {
  const minutes = Math.round(Math.abs(millis) / 60_000);
  if (minutes < 1) return `${Math.round(Math.abs(millis) / 1000)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}
