import type { EditorFault } from './editor.js';

/** `GET /policy`. */
export interface PolicyNow {
  readonly file: string;
  readonly text: string;
  readonly textDigest: string;
  /** Null: it does not compile. */
  readonly digest: string | null;
  /** Digest that the running gateway serves; null where none runs. */
  readonly inForce: string | null;
  readonly refused: string | null;
  readonly patches: { readonly file: string; readonly text: string } | null;
  readonly versions: number;
  readonly cli: string;
}

export interface PolicyFault extends EditorFault {
  readonly file?: string;
  readonly code?: string;
  readonly expected?: string;
  readonly hint?: string;
}

export interface PolicyCheck {
  readonly valid: boolean;
  readonly digest: string | null;
  readonly apis: readonly { readonly name: string; readonly operations: number; readonly problems: number }[];
  readonly errors: readonly PolicyFault[];
  readonly cli: string;
}

export interface PolicyChange {
  readonly policyDiff: string;
  readonly operations: readonly {
    readonly api: string;
    readonly operation: string;
    readonly setting: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  readonly weaker: string | null;
  readonly cli: string;
}

export interface PolicyVersion {
  readonly id: number;
  readonly digest: string;
  readonly author: string;
  readonly reason: string;
  readonly createdAt: number;
}

export interface PolicyApplied {
  readonly version: PolicyVersion;
  readonly policyDiff: string;
  readonly gateway: readonly string[] | null;
  readonly cli: string;
}
