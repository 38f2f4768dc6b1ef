import { PortcullisError } from '../../core/errors.js';
import { documentsFromText } from '../../model/documents.js';
import { pointerOf } from '../../model/pointer.js';
import type { Documents } from '../../model/types.js';
import { deprecationOf, fieldsOf, licenceOf, textOf, textsOf } from './fields.js';
import type { NamedText } from './lockfile.js';
import { sourceOf, usualHost } from './source.js';
import type { Edge, RawLockfile, RawPackage, Use } from './types.js';

type Packages = Readonly<Record<string, unknown>>;

const inModules = 'node_modules/';

/** `node_modules/a/node_modules/@s/b` -> `@s/b`. */
function nameOfKey(key: string): string {
  return key.slice(key.lastIndexOf(inModules) + inModules.length);
}

/** Folders in which Node looks for what a package at `key` asks for, nearest first. */
function* modulesAbove(key: string): Generator<string> {
  for (let at = key; ;) {
    yield at ? `${at}/${inModules}` : inModules;
    if (!at) return;
    const cut = at.lastIndexOf(inModules);
    // A workspace stands beside node_modules: its folders lead up to the root.
    if (cut > 0) at = at.slice(0, cut - 1);
    else at = cut === 0 || !at.includes('/') ? '' : at.slice(0, at.lastIndexOf('/'));
  }
}

/** Key of the package that is found for a name; a link stands for what it links to. */
function find(packages: Packages, from: string, name: string): string | undefined {
  for (const folder of modulesAbove(from)) {
    const key = folder + name;
    if (!Object.hasOwn(packages, key)) continue;
    const { link, resolved } = fieldsOf(packages[key]);
    return link === true ? textOf(resolved) : key;
  }
  return undefined;
}

const wantedIn = [
  ['dependencies', 'runtime'],
  ['optionalDependencies', 'optional'],
  ['peerDependencies', 'runtime'],
  ['devDependencies', 'dev'],
] as const satisfies readonly (readonly [string, Use])[];

function edgesOf(packages: Packages, key: string): readonly Edge[] {
  const entry = fieldsOf(packages[key]);
  const optional = textsOf(entry.optionalDependencies);
  return wantedIn.flatMap(([section, use]) =>
    Object.entries(textsOf(entry[section]))
      // npm repeats optional dependencies among the others.
      .filter(([name]) => section !== 'dependencies' || !Object.hasOwn(optional, name))
      .flatMap(([name, range]) => {
        const to = find(packages, key, name);
        return to === undefined ? [] : [{ to, range, use }];
      }),
  );
}

/** The project itself and its workspaces: what they ask for is asked for directly. */
const isOwn = (key: string): boolean => !key.includes(inModules);

function packageOf(documents: Documents, key: string, entry: Readonly<Record<string, unknown>>) {
  const resolved = textOf(entry.resolved);
  return {
    name: textOf(entry.name) ?? nameOfKey(key),
    version: textOf(entry.version) ?? '',
    resolved,
    integrity: textOf(entry.integrity),
    hasInstallScript: entry.hasInstallScript === true,
    licence: licenceOf(entry.license),
    deprecated: deprecationOf(entry.deprecated),
    bundled: entry.inBundle === true,
    place: documents.locate({ file: documents.entry, pointer: pointerOf(['packages', key]) }, true),
  };
}

function checkVersion(version: unknown, documents: Documents): void {
  if (version === 2 || version === 3) return;
  const node = { file: documents.entry, pointer: version === undefined ? '' : '/lockfileVersion' };
  const place = documents.locate(node, version !== undefined);
  if (version === 1) {
    throw new PortcullisError('LOCKFILE_UNSUPPORTED', 'The lockfile has version 1, of npm 6 and before', {
      place,
      expected: 'version 2 or 3',
      hint: 'npm install --package-lock-only --lockfile-version 3 writes it anew, with the same versions',
    });
  }
  throw new PortcullisError('LOCKFILE_UNSUPPORTED', `The lockfile has the version ${JSON.stringify(version)}`, {
    place,
    expected: 'version 2 or 3',
  });
}

/**
 * Reads a `package-lock.json` or `npm-shrinkwrap.json` of version 2 or 3.
 *
 * @throws PortcullisError LOCKFILE_UNSUPPORTED for every other version, SYNTAX_INVALID; with the place.
 */
export function parseNpmLock({ file, text }: NamedText): RawLockfile {
  const documents = documentsFromText(file, text, { refs: false });
  const value = fieldsOf(documents.files.get(file)?.value);
  checkVersion(value.lockfileVersion, documents);
  const packages = fieldsOf(value.packages);
  const keys = Object.keys(packages);
  const usual = usualHost(keys.map((key) => textOf(fieldsOf(packages[key]).resolved)));
  const locked = new Map<string, RawPackage>();
  for (const key of keys) {
    const entry = fieldsOf(packages[key]);
    if (isOwn(key) || entry.link === true) continue;
    const facts = packageOf(documents, key, entry);
    // Without `resolved` it is inside another package's archive, or npm was told to omit it.
    locked.set(key, { ...facts, source: sourceOf(facts.resolved, usual), edges: edgesOf(packages, key) });
  }
  const own = keys.filter(isOwn);
  return {
    file,
    format: 'npm',
    formatVersion: String(value.lockfileVersion),
    name: textOf(value.name) ?? textOf(fieldsOf(packages['']).name),
    roots: own.flatMap((key) => edgesOf(packages, key)).filter(({ to }) => !isOwn(to)),
    packages: locked,
    knows: { integrity: true, scripts: true, licences: true },
    notes: [],
  };
}
