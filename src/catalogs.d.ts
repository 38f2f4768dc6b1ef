/** Folder imports of `scripts/catalog-plugin.mjs`: `[file name without extension, default export]`. */
declare module 'catalog:*' {
  const entries: readonly (readonly [name: string, entry: unknown])[];
  export default entries;
}

/** The same, with entries that are loaded one by one. */
declare module 'catalog-lazy:*' {
  const loaders: Readonly<Record<string, () => Promise<unknown>>>;
  export default loaders;
}
