/** What detectors must know of an operation. Made from contract and policy by whoever wires the rooms. */
export interface OperationFacts {
  /** Every way to call it needs a credential. */
  readonly requiresCredential?: boolean;
  readonly isRead?: boolean;
  /** For operators: named in the policy, or only roles called like administrators may call it. */
  readonly isAdmin?: boolean;
  /** Answers that are large on purpose. */
  readonly isExport?: boolean;
  readonly deprecated?: boolean;
  /** Milliseconds since the epoch. */
  readonly sunsetAt?: number;
  /** Statuses that the contract declares; absent when it has ranges or a default. */
  readonly statuses?: ReadonlySet<number>;
  readonly isLogin?: boolean;
  /** Takes a second factor. */
  readonly isSecondFactor?: boolean;
  /** Spends a refresh token. */
  readonly isRefresh?: boolean;
  /** The step of a business flow that it is, counted from 0. */
  readonly flow?: { readonly name: string; readonly step: number; readonly steps: number };
}

export interface GeoPlace {
  readonly latitude: number;
  readonly longitude: number;
  readonly city?: string;
}

/** What is known besides the events. Every member may be absent: then what needs it stays silent. */
export interface DetectionContext {
  operation?(api: string | undefined, operationId: string): OperationFacts | undefined;
  /** Addresses behind which many people are (carriers, large companies). */
  isShared?(address: string): boolean;
  /** Addresses of anonymising networks that the API's own people use. */
  isVpn?(address: string): boolean;
  /** Credentials of servers: several machines share them on purpose. */
  readonly serverKeys?: ReadonlySet<string>;
  /** Principals that fetch much, regularly, with permission. */
  readonly partners?: ReadonlySet<string>;
  /** Credentials of jobs that run rarely. */
  readonly rareKeys?: ReadonlySet<string>;
  /** Own pentest runs, by run id. */
  readonly ownRuns?: ReadonlySet<string>;
  /** Last use of a credential before the events begin; milliseconds since the epoch. */
  lastUsed?(credentialId: string): number | undefined;
  /** Place of an address, from a database on this machine. */
  place?(address: string): GeoPlace | undefined;
  /** Changes that are announced: nothing of what they cause is unusual. */
  isMaintenance?(now: number): boolean;
}
