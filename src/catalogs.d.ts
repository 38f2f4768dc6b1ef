/** Folder imports of `scripts/catalog-plugin.mjs`: `[file name without extension, default export]`. */
declare module 'catalog:*' {
  const entries: readonly (readonly [name: string, entry: unknown])[];
  export default entries;
}
