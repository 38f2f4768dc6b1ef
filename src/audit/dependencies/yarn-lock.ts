import { parseSyml } from '@yarnpkg/parsers';
import { PortcullisError } from '../../core/errors.js';
import { fieldsOf, textOf, textsOf } from './fields.js';
import type { NamedText } from './lockfile.js';
import { sourceOf, usualHost } from './source.js';
import type { Edge, Manifest, RawLockfile, RawPackage, Use } from './types.js';

/** `__metadata.version` of yarn 2 (4) to yarn 4 (8, 9). */
const berryVersions = { least: 4, most: 9 };

/** Entry of berry's lockfile that is about the file itself. */
const metadata = '__metadata';

const descriptorsOf = (key: string): readonly string[] => key.replaceAll('"', '').split(/,\s*/).filter(Boolean);

/** Every line that begins an entry: each of its descriptors -> its number. */
function entryLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (!/^[^\s#].*:\s*$/.test(line)) continue;
    for (const one of descriptorsOf(line.trimEnd().slice(0, -1))) lines.set(one, index + 1);
  }
  return lines;
}

/** `@scope/name@range` -> its name. */
function nameOf(descriptor: string): string {
  return descriptor.slice(0, descriptor.indexOf('@', 1));
}

function parseText({ file, text }: NamedText): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(parseSyml(text));
  } catch (cause) {
    const { location } = cause as { location?: { start?: { line?: number; column?: number } } };
    const at = /\((\d+):(\d+)\)/.exec((cause as Error).message);
    const place = {
      file,
      line: location?.start?.line ?? Number(at?.[1] ?? 1),
      column: location?.start?.column ?? Number(at?.[2] ?? 1),
    };
    throw new PortcullisError('SYNTAX_INVALID', 'yarn.lock does not parse here', {
      place,
      expected: 'a lockfile as yarn writes it',
      cause,
    });
  }
}

interface Entry {
  /** All descriptors that lead to it. */
  readonly descriptors: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
  readonly line: number;
}

/** The parser takes an entry of several descriptors apart, or not: those of one line are one entry. */
function entriesOf(lock: NamedText, value: Readonly<Record<string, unknown>>): readonly Entry[] {
  const lines = entryLines(lock.text);
  const entries = new Map<string, Entry>();
  for (const [key, fields] of Object.entries(value)) {
    if (key === metadata) continue;
    const descriptors = descriptorsOf(key);
    const line = lines.get(descriptors[0] ?? '') ?? 1;
    const id = line > 1 ? String(line) : key;
    const before = entries.get(id)?.descriptors ?? [];
    entries.set(id, { descriptors: [...before, ...descriptors], fields: fieldsOf(fields), line });
  }
  return [...entries.values()];
}

/** Finds the entry for `name` and `range`, in the spelling of version 1 or berry. */
function makeFinder(entries: readonly Entry[]): (name: string, range: string) => string | undefined {
  const byDescriptor = new Map<string, string>();
  for (const entry of entries) for (const one of entry.descriptors) byDescriptor.set(one, entry.descriptors[0]!);
  return (name, range) =>
    byDescriptor.get(`${name}@${range}`) ??
    byDescriptor.get(`${name}@npm:${range}`) ??
    byDescriptor.get(`${name}@workspace:${range.replace(/^workspace:/, '')}`);
}

type Finder = ReturnType<typeof makeFinder>;

function edgesTo(ranges: Readonly<Record<string, string>>, use: Use, find: Finder): readonly Edge[] {
  return Object.entries(ranges).flatMap(([name, range]) => {
    const to = find(name, range);
    return to === undefined ? [] : [{ to, range: range.replace(/^npm:/, ''), use }];
  });
}

/** What an entry needs. Berry marks optional ones in `dependenciesMeta`, version 1 lists them apart. */
function edgesOf({ fields }: Entry, find: Finder): readonly Edge[] {
  const meta = fieldsOf(fields.dependenciesMeta);
  const isOptional = (name: string): boolean => String(fieldsOf(meta[name]).optional) === 'true';
  const all = Object.entries(textsOf(fields.dependencies));
  const needed = Object.fromEntries(all.filter(([name]) => !isOptional(name)));
  const optional = Object.fromEntries(all.filter(([name]) => isOptional(name)));
  return [
    ...edgesTo(needed, 'runtime', find),
    ...edgesTo({ ...optional, ...textsOf(fields.optionalDependencies) }, 'optional', find),
  ];
}

function rootsOf(manifest: Manifest | undefined, entries: readonly Entry[], find: Finder): readonly Edge[] {
  if (manifest) {
    return [
      ...edgesTo(manifest.runtime, 'runtime', find),
      ...edgesTo(manifest.optional, 'optional', find),
      ...edgesTo(manifest.dev, 'dev', find),
    ];
  }
  const needed = new Set(entries.flatMap((entry) => edgesOf(entry, find)).map(({ to }) => to));
  return entries
    .map(({ descriptors }) => descriptors[0]!)
    .filter((key) => !needed.has(key))
    .map((to) => ({ to, range: to.slice(nameOf(to).length + 1), use: 'runtime' }));
}

/** Archive that a berry resolution stands for: the registry serves `name@npm:1.2.3`. */
function berrySource(resolution: string): string | undefined {
  const rest = resolution.slice(nameOf(resolution).length + 1);
  if (rest.startsWith('npm:')) {
    const archive = /__archiveUrl=([^&#]+)/.exec(rest)?.[1];
    return archive ? decodeURIComponent(archive) : 'https://registry.npmjs.org/';
  }
  // A patch lies in the project; what it patches has an entry of its own.
  return rest.startsWith('patch:') ? 'file:patch' : rest;
}

function isWorkspace({ fields }: Entry): boolean {
  return fields.linkType === 'soft' || /@workspace:/.test(textOf(fields.resolution) ?? '');
}

function packageOf(entry: Entry, { file, isBerry }: { file: string; isBerry: boolean }) {
  const { fields, descriptors, line } = entry;
  const resolution = textOf(fields.resolution);
  const resolved = isBerry ? resolution && berrySource(resolution) : textOf(fields.resolved);
  // In version 1 the alias `a@npm:b@^1` is the package b.
  const alias = /^.[^@]*@npm:(@?[^@]+)@/.exec(descriptors[0]!)?.[1];
  const sha1 = !isBerry ? /#([0-9a-f]{40})$/.exec(resolved ?? '')?.[1] : undefined;
  return {
    name: resolution ? nameOf(resolution) : (alias ?? nameOf(descriptors[0]!)),
    version: textOf(fields.version) ?? '',
    resolved,
    integrity: isBerry ? textOf(fields.checksum) : (textOf(fields.integrity) ?? (sha1 && `sha1:${sha1}`)),
    bundled: false,
    place: { file, line, column: 1 },
  };
}

/** The version of berry's format, or undefined for version 1. */
function berryVersion({ file, text }: NamedText, value: Readonly<Record<string, unknown>>): string | undefined {
  const lineOf = (pattern: RegExp): number => text.slice(0, Math.max(0, text.search(pattern))).split('\n').length;
  if (value[metadata] !== undefined) {
    const version = String(fieldsOf(value[metadata]).version);
    const number = Number(version);
    if (number >= berryVersions.least && number <= berryVersions.most) return version;
    throw unknownVersion(version, { file, line: lineOf(/^\s+version:/m), column: 3 });
  }
  const version = /^# yarn lockfile v(\S+)/m.exec(text)?.[1];
  if (version === '1' || (version === undefined && Object.keys(value).length > 0)) return undefined;
  throw unknownVersion(version, { file, line: version ? lineOf(/^# yarn lockfile v/m) : 1, column: 1 });
}

function unknownVersion(version: string | undefined, place: { file: string; line: number; column: number }) {
  const what =
    version === undefined ? 'The lockfile does not say its version' : `The lockfile has the version ${version}`;
  return new PortcullisError('LOCKFILE_UNSUPPORTED', what, {
    place,
    expected: `yarn lockfile v1, or __metadata.version ${berryVersions.least} to ${berryVersions.most}`,
  });
}

/**
 * Reads a `yarn.lock` of yarn 1 or berry. What the project asks for stands in its manifest.
 *
 * @throws PortcullisError LOCKFILE_UNSUPPORTED, SYNTAX_INVALID; with the place.
 */
export function parseYarnLock(lock: NamedText, manifest: Manifest | undefined): RawLockfile {
  const value = parseText(lock);
  const berry = berryVersion(lock, value);
  const isBerry = berry !== undefined;
  const entries = entriesOf(lock, value);
  const find = makeFinder(entries);
  const usual = usualHost(entries.map(({ fields }) => textOf(fields.resolved)));
  const packages = new Map<string, RawPackage>();
  for (const entry of entries.filter((one) => !isWorkspace(one))) {
    const facts = packageOf(entry, { file: lock.file, isBerry });
    const source = sourceOf(facts.resolved, usual);
    packages.set(entry.descriptors[0]!, { ...facts, source, edges: edgesOf(entry, find) });
  }
  const workspaces = manifest ? entries.filter(isWorkspace).flatMap((entry) => edgesOf(entry, find)) : [];
  const asked = rootsOf(
    manifest,
    entries.filter((one) => manifest !== undefined || !isWorkspace(one)),
    find,
  );
  const known = new Set(asked.map(({ to }) => to));
  return {
    file: lock.file,
    format: 'yarn',
    formatVersion: berry ?? '1',
    name: manifest?.name,
    roots: [...asked, ...workspaces.filter(({ to }) => !known.has(to))].filter(({ to }) => packages.has(to)),
    packages,
    knows: { integrity: true, scripts: false, licences: false },
    notes: manifest ? [] : [`${lock.file}: no package.json beside it, so what is for development only is not known`],
  };
}
