import { PortcullisError } from '../../core/errors.js';
import { documentsFromText } from '../../model/documents.js';
import type { Documents } from '../../model/types.js';
import { fieldsOf, textOf } from './fields.js';
import type { NamedText } from './lockfile.js';
import type { Edge, RawLockfile, RawPackage } from './types.js';

type Value = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): readonly Value[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

/** Name and version in a package URL of npm (`pkg:npm/%40scope/name@1.2.3?...`); undefined for every other kind. */
function fromPurl(purl: string | undefined): { readonly name: string; readonly version: string } | undefined {
  const match = /^pkg:npm\/([^?#]+)@([^?#@]+)/.exec(purl ?? '');
  if (!match) return undefined;
  return { name: decodeURIComponent(match[1]!), version: decodeURIComponent(match[2]!) };
}

function licenceOf(component: Value): string | undefined {
  const texts = listOf(component.licenses).map(
    (one) => textOf(one.expression) ?? textOf(fieldsOf(one.license).id) ?? textOf(fieldsOf(one.license).name),
  );
  return texts.filter(Boolean).join(' AND ') || undefined;
}

/** Components at every level, each with the pointer that leads to it. */
function* components(list: readonly Value[], pointer: string): Generator<readonly [Value, string]> {
  for (const [index, one] of list.entries()) {
    yield [one, `${pointer}/${index}`];
    yield* components(listOf(one.components), `${pointer}/${index}/components`);
  }
}

function packageOf(component: Value, { name, version }: { name: string; version: string }) {
  const hash = listOf(component.hashes)[0];
  const distribution = listOf(component.externalReferences).find(({ type }) => type === 'distribution');
  return {
    name,
    version,
    resolved: textOf(distribution?.url),
    integrity: hash && `${String(hash.alg)}:${String(hash.content)}`,
    source: 'unknown',
    licence: licenceOf(component),
    bundled: false,
  } as const;
}

function readEdges(value: Value, isOptional: (ref: string) => boolean): ReadonlyMap<string, readonly Edge[]> {
  return new Map(
    listOf(value.dependencies).map(({ ref, dependsOn }) => [
      String(ref),
      (Array.isArray(dependsOn) ? dependsOn.map(String) : []).map((to) => ({
        to,
        range: '*',
        use: isOptional(to) ? 'optional' : 'runtime',
      })),
    ]),
  );
}

function checkVersion(value: Value, documents: Documents): string {
  const version = textOf(value.specVersion) ?? '';
  if (/^1\.[2-7]$/.test(version)) return version;
  throw new PortcullisError('LOCKFILE_UNSUPPORTED', `The SBOM has the version ${JSON.stringify(value.specVersion)}`, {
    place: documents.locate(
      { file: documents.entry, pointer: value.specVersion === undefined ? '' : '/specVersion' },
      true,
    ),
    expected: 'CycloneDX 1.2 to 1.7',
  });
}

/**
 * Reads a CycloneDX SBOM in JSON: its npm packages, as if a lockfile had them.
 *
 * @throws PortcullisError LOCKFILE_UNSUPPORTED, SYNTAX_INVALID; with the place.
 */
export function parseSbom({ file, text }: NamedText): RawLockfile {
  const documents = documentsFromText(file, text, { refs: false });
  const value = fieldsOf(documents.files.get(file)?.value);
  const formatVersion = checkVersion(value, documents);
  const all = [...components(listOf(value.components), '/components')];
  const scopes = new Map(all.map(([one]) => [String(one['bom-ref']), one.scope]));
  const edges = readEdges(value, (ref) => scopes.get(ref) === 'optional');
  const packages = new Map<string, RawPackage>();
  let others = 0;
  for (const [component, pointer] of all) {
    const named = fromPurl(textOf(component.purl));
    if (!named) {
      others += 1;
      continue;
    }
    const ref = textOf(component['bom-ref']) ?? textOf(component.purl)!;
    const place = documents.locate({ file, pointer });
    packages.set(ref, { ...packageOf(component, named), edges: edges.get(ref) ?? [], place });
  }
  const root = fieldsOf(fieldsOf(value.metadata).component);
  const asked = edges.get(String(root['bom-ref'])) ?? [];
  return {
    file,
    format: 'cyclonedx',
    formatVersion,
    name: textOf(root.name),
    roots: asked,
    packages,
    knows: { integrity: false, scripts: false, licences: true },
    notes: others
      ? [`${file}: ${others} component${others === 1 ? ' is' : 's are'} no npm package and not looked at`]
      : [],
  };
}
