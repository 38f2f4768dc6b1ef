import type { OwaspId } from '../core/finding.js';
import type { Safety } from '../core/safety.js';

/** A call that the lab sends, or that a proof of a lesson sends, and what must come back. */
export interface LessonCall {
  readonly title: string;
  /** Actor of the lab's policy; without one the call carries no token. */
  readonly as?: string;
  /** `GET /orders/1001`. */
  readonly call: string;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** Status that every one of the `times` calls must have. */
  readonly status: readonly number[];
  /** Pattern that the answer must match. */
  readonly answer?: string;
  /** Pattern that the answer must not match. */
  readonly without?: string;
  readonly times: number;
  /** Secret of Standard Webhooks that the body is signed with, and how long ago that was. */
  readonly signWith?: string;
  readonly agedSeconds?: number;
  /** Straight to the service, not through the gateway. */
  readonly direct: boolean;
}

/** An exchange with the service that shows that the attack worked. Patterns are regular expressions. */
export interface AttackPattern {
  /** Over `METHOD /path?query`. */
  readonly call: string;
  /** Subject of the token, `none` without a token. */
  readonly by?: string;
  readonly body?: string;
  readonly status?: number;
  readonly answer?: string;
  /** How many such exchanges. */
  readonly times: number;
}

export interface LessonLab {
  /** Holes of the example that are open. */
  readonly open: readonly string[];
  /** Module of the service that is the learner's. */
  readonly code?: string;
  readonly mode: 'enforce' | 'monitor';
  readonly unknownOperations: 'deny' | 'allow';
  /** Lines put into the policy, by section. */
  readonly policy: Readonly<Record<string, string>>;
  readonly contract: readonly { readonly find: string; readonly replace: string }[];
  /** An API key that the lab issues: its file in the lab. */
  readonly key?: { readonly name: string; readonly file: string };
  /** What happened before the learner came: sent through the gateway when the lab is made. */
  readonly traffic: readonly LessonCall[];
  /** Questions about the lab that are answered in `answers.yaml`: the wanted answers by name. */
  readonly answers: Readonly<Record<string, string>>;
}

/** What must hold once the learner is done. */
export interface LessonProof {
  readonly through: 'gateway' | 'service';
  readonly checks: readonly string[];
  readonly operations: readonly string[];
  readonly safety: Safety;
  /** Rules of the audit that must find nothing. */
  readonly audit: readonly string[];
  /** Use that must be possible, and use that must not. */
  readonly calls: readonly LessonCall[];
  /** What the log of the proof's gateway must and must not say. */
  readonly log: readonly { readonly title: string; readonly has?: string; readonly hasNot?: string }[];
  /** What detectors must notice, and must not. */
  readonly detections: readonly {
    readonly title: string;
    readonly calls: readonly LessonCall[];
    readonly detector: string;
    readonly raises: boolean;
  }[];
  /** A patch for a finding of this check must be in force, and proved. */
  readonly patched?: string;
}

export interface LessonQuestion {
  /** Counts from 1. */
  readonly n: number;
  readonly ask: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly answer: string;
  readonly because: string;
}

/** One lesson: text, lab, proof and questions. */
export interface Lesson {
  /** `01-objects-belong-to-someone`. */
  readonly id: string;
  readonly number: number;
  /** Grows when the lesson teaches something else: records of older versions stay what they are. */
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly owasp: readonly OwaspId[];
  readonly sources: readonly string[];
  /** Rules and checks whose finding this lesson is about. */
  readonly closes: readonly string[];
  /** Files of the lab that the learner changes. */
  readonly edit: readonly string[];
  readonly lab: LessonLab;
  readonly attack?: AttackPattern;
  readonly proof: LessonProof;
  readonly hints: readonly string[];
  readonly questions: readonly LessonQuestion[];
  /** Markdown. */
  readonly text: string;
}
