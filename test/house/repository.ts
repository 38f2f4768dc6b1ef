import fs from 'node:fs';
import path from 'node:path';

/** Folder of the checkout. */
export const root = process.env.PORTCULLIS_ROOT ?? process.cwd();

export const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

export const readJson = (file: string): unknown => JSON.parse(read(file));

export const exists = (file: string): boolean => fs.existsSync(path.join(root, file));

/** Files below a folder whose names end so, relative to the checkout. */
export function filesUnder(folder: string, ending: string): readonly string[] {
  if (!exists(folder)) return [];
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) => !file.includes('node_modules/'))
    .sort();
}

/** The room of a file of `src`: its first folder. `src/index.ts`, what the library exports, is the room `index`. */
export const roomOf = (file: string): string => /^src\/([^/.]+)/.exec(file)?.[1] ?? '';

/** What a module imports: types, values, re-exports and dynamic imports alike, as they are written. */
export function importsOf(text: string): readonly string[] {
  const statements = text.matchAll(/^(?:import|export)\s(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [...statements, ...dynamic].map((match) => match[1]!);
}

/** The file of the checkout that a relative import names; undefined for packages. */
export function targetOf(file: string, specifier: string): string | undefined {
  const relative = specifier.replace(/^catalog:/, '');
  return relative.startsWith('.') ? path.posix.join(path.posix.dirname(file), relative) : undefined;
}

/** One catalogue: `import files from 'catalog:./rules'`. */
export interface CatalogFolder {
  readonly folder: string;
  readonly entries: readonly string[];
}

/** Every folder of `src` that some module imports as a catalogue. */
export function catalogFolders(): readonly CatalogFolder[] {
  const folders = new Set<string>();
  for (const file of filesUnder('src', '.ts')) {
    for (const specifier of importsOf(read(file))) {
      if (specifier.startsWith('catalog:')) folders.add(targetOf(file, specifier)!);
    }
  }
  return [...folders].sort().map((folder) => ({ folder, entries: filesUnder(folder, '.ts') }));
}

/** Fails with the list, one line each: a person sees all breaches at once. */
export const listed = (breaches: readonly string[]): string => `\n  ${breaches.join('\n  ')}\n`;
