import type { Finding } from '../core/finding.js';
import type { ApiModel, Constraint, Operation } from '../model/types.js';
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
  /** Detector that sees when it is used. */
  readonly watch?: string;
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
  /**
   * Further operations with the same cause, where the finding is one for the whole API; default: those that the finding
   * names. Pure.
   */
  alsoAt?(subject: Subject): readonly Operation[];
  /** Other forms of the same attack that must fail too. Pure. */
  variants(subject: Subject): readonly Variant[];
}

export function defineFamily(family: Family): Family {
  return family;
}

/** Whether a guard of the operation denies, and not only records what it would deny. */
export const isInForce = ({ policy }: Operation, guard: string): boolean =>
  policy.mode === 'enforce' || policy.enforcedGuards.has(guard);

/** The place of a finding, as constraints name it; undefined where no constraint can. */
export function constraintPlace({ part }: Finding): Omit<Constraint, 'schema'> | undefined {
  if (!part || part.in === 'credential' || part.in === 'method') return undefined;
  if (part.in === 'body') return part.pointer === undefined ? undefined : { in: part.in, pointer: part.pointer };
  return part.name === undefined ? undefined : { in: part.in, name: part.name };
}

/** One bound at one place. */
export const bound = (place: Omit<Constraint, 'schema'>, schema: Constraint['schema']): Change =>
  patch('constraints', { constraints: [{ ...place, schema }] });

/** Nothing is set but the guard denies from now on, as its settings stand, where it only watched. */
export const inForce = (guard: string): Change => patch(guard, {});

/** Operations of the model that take a body. */
export const takingBodies = ({ model }: Subject): readonly Operation[] =>
  [...model.operations.values()].filter(({ body, graphql }) => body !== undefined && !graphql);

export const patch = (guard: string, set: Change['set']): Change => ({ kind: 'patch', guard, set });
export const covered = (guard: string, because: string): Covered => ({ kind: 'covered', guard, because });
export const impossible = (reason: string): Impossible => ({ kind: 'impossible', reason });
