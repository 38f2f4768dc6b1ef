/** What `docs build` publishes, and for whom. */
export interface DocumentationPolicy {
  /** Where readers call the API, without a slash at the end; undefined: the first address of `listen`. */
  readonly url?: string | undefined;
  /** Of operations that are not in `audiences`. */
  readonly audience: 'public' | 'partner' | 'internal';
  /** `api operationId` -> who may read of it. */
  readonly audiences: ReadonlyMap<string, 'public' | 'partner' | 'internal'>;
  /** Id of a text that the publish gate found -> why it may be published. */
  readonly published: ReadonlyMap<string, string>;
  /** Whom to tell of a weakness (RFC 9116). */
  readonly security?:
    { readonly contact: readonly string[]; readonly expires: string; readonly policy?: string | undefined } | undefined;
}
