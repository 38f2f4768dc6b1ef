import type { PropertyFinder } from './compile-properties.js';
import type { ContractOperation } from './operations.js';
import type { Faults } from './policy-faults.js';
import type { RawSettings } from './policy-file.js';
import type { OperationNames } from './policy-names.js';
import type { RoleNames } from './policy-roles.js';
import type { Resource } from './policy-resources.js';
import type { ApiModel, Documents, NodeRef, SchemePolicy, SecurityScheme } from './types.js';

/** An operation of the contract, before the policy has spoken. */
export type BareOperation = ContractOperation;

/** Settings from one place. Later layers win, or add where dropping would loosen. */
export interface Layer {
  readonly source: 'defaults' | 'contract' | 'operation' | 'patch';
  readonly settings: RawSettings;
  /** The object that holds the settings. */
  readonly node: NodeRef;
  readonly patch?: { readonly id: string; readonly guard: string };
}

/** What the compiler of one API knows. */
export interface ApiContext {
  readonly api: string;
  readonly documents: Documents;
  readonly securitySchemes: ReadonlyMap<string, SecurityScheme>;
  readonly schemes: ReadonlyMap<string, SchemePolicy>;
  readonly roles: RoleNames['roles'];
  readonly resources: readonly Resource[];
  readonly names: OperationNames;
  /** The operations of this API. */
  readonly operations: ReadonlyMap<string, BareOperation>;
  readonly properties: PropertyFinder;
  readonly upstream: Placed<ApiModel['upstream']>;
  readonly faults: Faults;
  /** For what is valid until a day. */
  readonly today: Date;
}

/** A value with the place it stands at; without a place it is built in. */
export interface Placed<T> {
  readonly value: T;
  readonly node: NodeRef | undefined;
}
