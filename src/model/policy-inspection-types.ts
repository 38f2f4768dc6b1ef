import type { Family, FieldKind, InspectionLevel, InspectionMode, LeakClass, LeakMode } from '../core/inspection.js';

/** How attacks are looked for in the texts of a request. */
export interface InspectionPolicy {
  readonly mode: InspectionMode;
  readonly level: InspectionLevel;
  /** What happens to a request with more texts than can be looked at: 5,000, or 64 kB in one. */
  readonly onBudget: 'deny' | 'log';
  /** Families with a mode of their own. */
  readonly families: ReadonlyMap<Family, InspectionMode>;
  readonly exceptions: readonly InspectionException[];
  /** JSON Pointer of a body property (`*` for items) -> the kind of its text, from the policy's `schemas`. */
  readonly kinds: ReadonlyMap<string, FieldKind>;
  /** What answers are looked through for, and what is done about it. */
  readonly answers: Readonly<Record<LeakClass, LeakMode>>;
}

/** A place where one family is not denied, because someone says so until a day. */
export interface InspectionException {
  /** `query:q`, `header:x-note`, `path:name`, `cookie:c`, or `body:` and a JSON Pointer with `*` for every item. */
  readonly at: string;
  readonly family: Family;
  readonly because: string;
  readonly owner: string;
  /** ISO date; the exception ends when the day begins (UTC). */
  readonly expires: string;
}
