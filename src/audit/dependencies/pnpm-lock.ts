import { PortcullisError } from '../../core/errors.js';
import { documentsFromText } from '../../model/documents.js';
import { pointerOf } from '../../model/pointer.js';
import type { Documents } from '../../model/types.js';
import { deprecationOf, fieldsOf, textOf, textsOf } from './fields.js';
import type { NamedText } from './lockfile.js';
import { sourceOf } from './source.js';
import type { Edge, RawLockfile, RawPackage, Use } from './types.js';

/** Written by pnpm 6 and 7 (5.3, 5.4), 8 (6.0, 6.1) and 9, 10 (9.0). */
const knownVersions = /^(5\.[34]|6\.[01]|9\.0)$/;

type Value = Readonly<Record<string, unknown>>;

interface Layout {
  readonly isSlashed: boolean;
  /** Versions before 6 write `/name/1.2.3_peers`. */
  readonly isOld: boolean;
}

/** Peers in brackets (6 and 9) or after `_` (5): the same package, installed for other neighbours. */
function withoutPeers(key: string, { isOld }: Layout): string {
  return isOld ? key.replace(/_.*$/, '') : key.replace(/\(.*$/, '');
}

/** Name and version in a key of `packages`. */
function splitKey(key: string, layout: Layout): { readonly name: string; readonly version: string } | undefined {
  const plain = withoutPeers(key, layout).replace(/^\//, '');
  const at = layout.isOld ? plain.lastIndexOf('/') : plain.indexOf('@', 1);
  if (at <= 0 || /^(file:|https?:|git)/.test(plain)) return undefined;
  return { name: plain.slice(0, at), version: plain.slice(at + 1) };
}

/** Keys that `name: value` of an importer or package may stand for, the likeliest first. */
function keysFor(name: string, value: string, { isSlashed, isOld }: Layout): readonly string[] {
  if (/^(link:|workspace:)/.test(value)) return [];
  const slash = isSlashed ? '/' : '';
  const between = isOld ? '/' : '@';
  return [`${slash}${name}${between}${value}`, value, `${slash}${value}`];
}

function makeEdges(packages: Value, layout: Layout) {
  return (wanted: Readonly<Record<string, { readonly version: string; readonly range: string }>>, use: Use) =>
    Object.entries(wanted).flatMap(([name, { version, range }]): readonly Edge[] => {
      const to = keysFor(name, version, layout).find((key) => Object.hasOwn(packages, key));
      return to === undefined ? [] : [{ to, range, use }];
    });
}

type MakeEdges = ReturnType<typeof makeEdges>;

/** Versions that were chosen, with the ranges they were chosen for. */
function chosen(section: unknown, specifiers: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(fieldsOf(section)).flatMap(([name, value]) => {
      const version = textOf(value) ?? textOf(fieldsOf(value).version);
      const range = textOf(fieldsOf(value).specifier) ?? specifiers[name] ?? version;
      return version === undefined || range === undefined ? [] : [[name, { version, range }]];
    }),
  );
}

function importerEdges(importer: Value, edges: MakeEdges): readonly Edge[] {
  const specifiers = textsOf(importer.specifiers);
  return [
    ...edges(chosen(importer.dependencies, specifiers), 'runtime'),
    ...edges(chosen(importer.optionalDependencies, specifiers), 'optional'),
    ...edges(chosen(importer.devDependencies, specifiers), 'dev'),
  ];
}

function packageEdges(entry: Value, edges: MakeEdges): readonly Edge[] {
  return [
    ...edges(chosen(entry.dependencies, {}), 'runtime'),
    ...edges(chosen(entry.optionalDependencies, {}), 'optional'),
  ];
}

/** Address of the archive; packages of the registry have only their digest. */
function resolvedOf(resolution: Value): string | undefined {
  const { tarball, type, repo, directory, integrity } = resolution;
  if (type === 'git') return `git+${String(repo)}`;
  if (type === 'directory') return `file:${String(directory)}`;
  return textOf(tarball) ?? (integrity === undefined ? undefined : 'https://registry.npmjs.org/');
}

function packageOf(documents: Documents, key: string, { entry, layout }: { entry: Value; layout: Layout }) {
  const split = splitKey(key, layout);
  const resolution = fieldsOf(entry.resolution);
  const resolved = resolvedOf(resolution);
  return {
    name: textOf(entry.name) ?? split?.name ?? key,
    version: textOf(entry.version) ?? split?.version ?? '',
    resolved,
    integrity: textOf(resolution.integrity),
    source: sourceOf(resolved, undefined),
    // Since 9 pnpm looks into the archives: the lockfile does not say it any more.
    hasInstallScript: layout.isSlashed ? entry.requiresBuild === true : undefined,
    deprecated: deprecationOf(entry.deprecated),
    bundled: false,
    place: documents.locate(
      { file: documents.entry, pointer: pointerOf(['packages', withoutPeers(key, layout)]) },
      true,
    ),
  };
}

function versionOf(value: Value, documents: Documents): string {
  const written = value.lockfileVersion;
  const version = typeof written === 'number' ? written.toFixed(1) : (textOf(written) ?? '');
  if (knownVersions.test(version)) return version;
  throw new PortcullisError('LOCKFILE_UNSUPPORTED', `The lockfile has the version ${JSON.stringify(written)}`, {
    place: documents.locate({ file: documents.entry, pointer: written === undefined ? '' : '/lockfileVersion' }, true),
    expected: '5.3, 5.4, 6.0, 6.1 or 9.0',
  });
}

/**
 * Reads a `pnpm-lock.yaml`.
 *
 * @throws PortcullisError LOCKFILE_UNSUPPORTED, SYNTAX_INVALID; with the place.
 */
export function parsePnpmLock({ file, text }: NamedText): RawLockfile {
  const documents = documentsFromText(file, text, { refs: false });
  const value = fieldsOf(documents.files.get(file)?.value);
  const formatVersion = versionOf(value, documents);
  const layout = { isSlashed: !formatVersion.startsWith('9'), isOld: formatVersion.startsWith('5') };
  const facts = fieldsOf(value.packages);
  // In 9 one package has a snapshot for each set of its neighbours; its facts stand once.
  const nodes = layout.isSlashed ? facts : { ...facts, ...fieldsOf(value.snapshots) };
  const edges = makeEdges(nodes, layout);
  const packages = new Map<string, RawPackage>();
  for (const [key, node] of Object.entries(nodes)) {
    const entry = layout.isSlashed
      ? fieldsOf(node)
      : { ...fieldsOf(facts[withoutPeers(key, layout)]), ...fieldsOf(node) };
    packages.set(key, { ...packageOf(documents, key, { entry, layout }), edges: packageEdges(entry, edges) });
  }
  dropTwins(packages, layout);
  const importers = value.importers === undefined ? [value] : Object.values(fieldsOf(value.importers)).map(fieldsOf);
  return {
    file,
    format: 'pnpm',
    formatVersion,
    name: undefined,
    roots: importers.flatMap((importer) => importerEdges(importer, edges)),
    packages,
    knows: { integrity: true, scripts: layout.isSlashed, licences: false },
    notes: [],
  };
}

/** In 9 the facts of a package with peers stand under a key that nothing leads to. */
function dropTwins(packages: Map<string, RawPackage>, layout: Layout): void {
  const withPeers = new Set(
    [...packages.keys()].filter((key) => key.includes('(')).map((key) => withoutPeers(key, layout)),
  );
  for (const key of withPeers) packages.delete(key);
}
