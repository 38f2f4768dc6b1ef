/** Where a store is: in the files of a data folder, or in a database. The journals are in the folder either way. */
export interface StorePlace {
  readonly dataDir: string;
  /** `postgres://...` of the database, with its password. */
  readonly url?: string | undefined;
  /** Connections of this process to it. */
  readonly connections?: number | undefined;
}
