import type { Entry } from '../../core/catalog.js';
import type { EventKind, SecurityEvent } from '../../core/events.js';
import type { Severity } from '../../core/finding.js';
import type { DetectionContext } from './context.js';
import type { KeyTable } from './key-table.js';
import type { Scenario } from './scenario.js';
import type { Seen } from './seen.js';

/** What may be done about a detection. `revoke` is always a proposal to a person. */
export const responseActions = ['log', 'alert', 'throttle', 'block', 'revoke'] as const;
export type ResponseAction = (typeof responseActions)[number];

/** A number that the policy may set. */
export interface Threshold {
  readonly default: number;
  readonly describe: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

type Thresholds = Readonly<Record<string, Threshold>>;
export type ThresholdValues<T extends Thresholds = Thresholds> = { readonly [K in keyof T]: number };

/** What a detection is about, when it is not the actor. */
export interface About {
  readonly kind: 'account' | 'operation' | 'client' | 'credential' | 'system';
  /** A hash or a public id, never a secret. */
  readonly id: string;
}

/** What a detector saw. */
export interface Sighting {
  /** One sentence with the numbers. */
  readonly summary: string;
  readonly observed: number;
  readonly threshold: number;
  readonly baseline?: number;
  readonly windowSeconds: number;
  /** Default: the actor of the event. */
  readonly about?: About;
  /** Default: the operation of the event. */
  readonly operations?: readonly string[];
}

/** The running state of one detector. */
export interface Watcher {
  /** Called for every event that has all that the detector needs. */
  see(seen: Seen): Sighting | undefined;
  /** Called about every ten seconds of the clock, events or not. Milliseconds since the epoch. */
  tick?(now: number): Sighting | undefined;
}

/** What a detector is started with. */
export interface Tools {
  /** One row for each actor; all detectors share it. */
  readonly actors: KeyTable;
  readonly context: DetectionContext;
  hash(text: string): number;
}

/** One behaviour that is looked for: one file in `detectors/`. */
export interface Detector<T extends Thresholds = Thresholds> extends Entry {
  /** Number in the catalogue. */
  readonly number: number;
  readonly title: string;
  /** Grows when it judges differently. */
  readonly version: number;
  readonly severity: Severity;
  /** MITRE ATT&CK technique. */
  readonly attack: string;
  /** Code of the OWASP Logging Vocabulary. */
  readonly owasp: string;
  readonly kinds: readonly EventKind[];
  /** Fields without which it has nothing to say. */
  readonly needs: readonly (keyof SecurityEvent)[];
  readonly thresholds: T;
  /** The same about the same within so many seconds is one detection. */
  readonly dedupSeconds: number;
  readonly response: readonly ResponseAction[];
  /** Whether the response happens by itself; else it is proposed. */
  readonly acts: boolean;
  /** What keeps it from crying wolf, in words. */
  readonly guard: string;
  /** What a person does about it: the text behind the runbook link. */
  readonly runbook: string;
  /** Part of `DetectionContext` without which it is off. */
  readonly requires?: { readonly part: keyof DetectionContext; readonly setting: string };
  start(thresholds: ThresholdValues<T>, tools: Tools): Watcher;
  /** It must fire in each of these, and stay silent in each of those. `detections test` runs them. */
  readonly fires: readonly Scenario[];
  readonly silent: readonly Scenario[];
}

export function defineDetector<const T extends Thresholds>(detector: Detector<T>): Detector<T> {
  return detector;
}
