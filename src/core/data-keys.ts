/**
 * What a data key is for. `store`: cells that are written again when keys rotate. `index`: equality of sealed values.
 * `pepper`: API keys.
 */
export type KeyPurpose = 'store' | 'index' | 'pepper';

/** Who a data key is for: a tenant, or one person (known by a keyed hash) in it. */
export interface KeyScope {
  readonly tenant: string;
  readonly subjectMac?: string;
  readonly purpose: KeyPurpose;
}

/** A data key as it is stored: wrapped by the key of the vault, never in the clear. */
export interface DataKeyRecord extends KeyScope {
  readonly id: string;
  /** Which key of the vault wrapped it. */
  readonly kekId: string;
  /** Absent once it is destroyed: what it sealed can be read by nobody. */
  readonly wrapped?: string;
  /** Cells it may have sealed so far, counted ahead in blocks. */
  readonly uses: number;
  readonly createdAt: number;
  /** From then on it opens cells and seals none. */
  readonly retiredAt?: number;
  readonly destroyedAt?: number;
}

/** All given parts must match. There may be a key for every person: what needs few should ask for few. */
export interface DataKeyFilter {
  readonly purpose?: KeyPurpose;
  readonly subjectMac?: string;
  readonly isRetired?: true;
  /** Not destroyed. */
  readonly isWrapped?: true;
  readonly limit?: number;
}

/** Where wrapped data keys are kept. At most one key of a scope is current: neither retired nor destroyed. */
export interface DataKeyStore {
  /** False when its scope has a current key already, or its id is taken. */
  add(record: DataKeyRecord): Promise<boolean>;
  get(id: string): Promise<DataKeyRecord | undefined>;
  current(scope: KeyScope): Promise<DataKeyRecord | undefined>;
  /** Oldest first, the destroyed ones too. */
  list(filter?: DataKeyFilter): Promise<readonly DataKeyRecord[]>;
  /** Counts uses ahead; false when `most` would be passed, or the key is not current. */
  reserve(id: string, uses: { readonly count: number; readonly most: number }): Promise<boolean>;
  /** Replaces the wrapping when it is still `from`; false when another process was faster. */
  rewrap(id: string, change: { readonly from: string; readonly to: string; readonly kekId: string }): Promise<boolean>;
  retire(id: string): Promise<void>;
  /** Forgets the wrapped key for ever, also in freed pages of the file. With `unlessUsed` false when a cell needs it. */
  destroy(id: string, options: { readonly unlessUsed: boolean }): Promise<boolean>;
}

/** A named secret, sealed. */
export interface SealedSecret {
  readonly name: string;
  readonly sealed: string;
  readonly createdAt: number;
  readonly changedAt: number;
}

export interface SecretStore {
  /** Adds or replaces. */
  put(name: string, sealed: string): Promise<void>;
  get(name: string): Promise<SealedSecret | undefined>;
  /** By name. */
  list(): Promise<readonly SealedSecret[]>;
  /** False when there is none. */
  remove(name: string): Promise<boolean>;
}

/** The columns that hold sealed cells, alone or inside a JSON document. */
export const sealedColumns = [
  'api_key.subject',
  'api_key.claims',
  'run.document',
  'finding.document',
  'vault_secret.value',
  'person_name.sealed',
  'incident.document',
  'incident_entry.document',
] as const;
export type SealedColumn = (typeof sealedColumns)[number];

export interface SealedRow {
  readonly key: string;
  readonly value: string;
  /** Of a finding: the run that saw it last, which is part of the place of its cell. */
  readonly lastRun: string | null;
}

/** Every sealed cell, for a migration or a rotation that goes through them while others write. */
export interface CellStore {
  /** In the order of their keys, those after `after`; rows without a value are left out. */
  page(column: SealedColumn, page: { readonly after: string; readonly limit: number }): Promise<readonly SealedRow[]>;
  /** Writes the value when it is still `from`; false when somebody else changed it. */
  replace(column: SealedColumn, key: string, change: { readonly from: string; readonly to: string }): Promise<boolean>;
  /** True once every row that was there before the vault is sealed. */
  allSealed(): Promise<boolean>;
  markAllSealed(): Promise<void>;
}

/** Whose token stands in events, sealed under a key of that person. */
export interface PersonNameRow {
  readonly token: string;
  readonly sealed: string;
}

/** Names of persons by their tokens. What is there is never replaced: who was erased gets no name again. */
export interface PersonNameStore {
  /** Adds those whose token is not there yet. */
  add(rows: readonly PersonNameRow[]): Promise<void>;
  /** Those that are there, in whatever order. */
  find(tokens: readonly string[]): Promise<readonly PersonNameRow[]>;
}

/** What the vault keeps in the store. */
export interface VaultStore {
  readonly keys: DataKeyStore;
  readonly secrets: SecretStore;
  readonly cells: CellStore;
  readonly names: PersonNameStore;
}
