/** What every catalogue entry has. */
export interface Entry {
  readonly id: string;
}

/** A frozen list of entries, found by id. */
export interface Catalog<T extends Entry> extends Iterable<T> {
  readonly ids: readonly string[];
  get(id: string): T | undefined;
}

/**
 * Makes a catalogue of a folder import (`import files from 'catalog:./rules'`).
 * Throws when the file name is not the id: then nobody would find the entry.
 */
export function makeCatalog<T extends Entry>(files: readonly (readonly [name: string, entry: unknown])[]): Catalog<T> {
  const byId = new Map<string, T>();
  for (const [name, entry] of files as readonly (readonly [string, T])[]) {
    if (entry.id !== name) throw new Error(`Catalogue entry ${name} has the id ${entry.id}`);
    byId.set(name, Object.freeze(entry));
  }
  return Object.freeze({
    ids: Object.freeze([...byId.keys()]),
    get: (id: string) => byId.get(id),
    [Symbol.iterator]: () => byId.values(),
  });
}
