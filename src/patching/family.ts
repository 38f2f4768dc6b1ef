import type { Finding } from '../core/finding.js';
import type { ApiModel, Operation } from '../model/types.js';
import type { Variant } from './variant.js';

/** The policy denies it already: there is nothing to add, only to prove. */
export interface Covered {
  readonly kind: 'covered';
  readonly guard: string;
  readonly because: string;
}

/** A gateway cannot close it. */
export interface Impossible {
  readonly kind: 'impossible';
  readonly reason: string;
}

/** A setting of the operation that closes it. */
export interface Change {
  readonly kind: 'patch';
  readonly guard: string;
  readonly set: Readonly<Record<string, unknown>>;
}

/** What a finding leads to. */
export type PatchOutcome = Change | Covered | Impossible;

/** A finding at an operation of the model. */
export interface Subject {
  readonly finding: Finding;
  /** Undefined for an undocumented operation. */
  readonly operation: Operation | undefined;
  readonly model: ApiModel;
}

/** One kind of hole and what closes it: one file in `families/`. */
export interface Family {
  readonly id: string;
  readonly title: string;
  /** Ids of the checks whose findings it closes. */
  readonly closes: readonly string[];
  /** The guard changes the answer instead of denying: then the attack counts as stopped when it has no effect. */
  readonly rewrites: boolean;
  /** The smallest setting that closes it. Pure. */
  patch(subject: Subject): PatchOutcome;
  /** Other forms of the same attack that must fail too. Pure. */
  variants(subject: Subject): readonly Variant[];
}

export function defineFamily(family: Family): Family {
  return family;
}

export const patch = (guard: string, set: Change['set']): Change => ({ kind: 'patch', guard, set });
export const covered = (guard: string, because: string): Covered => ({ kind: 'covered', guard, because });
export const impossible = (reason: string): Impossible => ({ kind: 'impossible', reason });
