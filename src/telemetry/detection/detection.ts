import type { Severity } from '../../core/finding.js';
import type { Actor } from './actor.js';
import type { About, ResponseAction } from './detector.js';

/** Something that a detector noticed, with its evidence (OCSF Detection Finding, class 2004). */
export interface Detection {
  /** UUIDv7. */
  readonly id: string;
  /** Milliseconds since the epoch, of the event that was one too many. */
  readonly time: number;
  readonly rule: string;
  readonly version: number;
  readonly title: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly about: About | { readonly kind: 'actor'; readonly id: string };
  readonly actor?: Actor;
  readonly api?: string;
  readonly operations: readonly string[];
  readonly windowSeconds: number;
  readonly observed: number;
  readonly threshold: number;
  readonly baseline?: number;
  /** Ids of up to 5 events, newest first. */
  readonly samples: readonly string[];
  /** MITRE ATT&CK technique. */
  readonly attack: string;
  readonly owasp: string;
  readonly runbook: string;
  readonly dedupSeconds: number;
  /** The same about the same since the detection before this one, not told of. */
  readonly suppressed: number;
  readonly acts: readonly ResponseAction[];
  readonly proposes: readonly ResponseAction[];
}
