import type { Change } from '../audit/drift/types.js';
import type { DenialCode } from '../core/denials.js';
import type { ApiModel, Operation } from '../model/types.js';

/** Who reads it. Each sees what those before see, and more. */
export const audiences = ['public', 'partner', 'internal'] as const;
export type Audience = (typeof audiences)[number];

/** A call as the contract's examples or schemas make it. */
export interface SampleCall {
  readonly method: string;
  /** Path with query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** An operation with everything that a page says of it. */
export interface DocumentedOperation {
  readonly operation: Operation;
  /** Name of the page, without `.html`. */
  readonly page: string;
  readonly audience: Audience;
  /** Answers that the gateway may give by itself. */
  readonly denials: readonly DenialCode[];
  readonly call: SampleCall;
}

/** Whom to tell of a weakness (RFC 9116). */
export interface SecurityContact {
  readonly contact: readonly string[];
  /** ISO 8601. */
  readonly expires: string;
  readonly policy?: string | undefined;
}

export interface PortalInput {
  readonly model: ApiModel;
  /** Of the audience only: what others may not see never gets here. */
  readonly operations: readonly DocumentedOperation[];
  readonly audience: Audience;
  /** Address at which the gateway is called, without a slash at the end. */
  readonly baseUrl: string;
  readonly security: SecurityContact | undefined;
  /** Against an earlier contract; undefined when none was given. */
  readonly changes: readonly Change[] | undefined;
  readonly version: string;
  /** Name of a property -> class of its data, as the policy says. */
  readonly classes: ReadonlyMap<string, string>;
}

export interface PortalFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly text: string;
}
