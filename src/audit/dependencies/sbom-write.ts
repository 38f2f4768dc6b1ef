import { uuidv7 } from '../../core/ids.js';
import { permissiveLicences } from './licences.js';
import type { Dependency, Lockfile } from './types.js';

/** `pkg:npm/%40scope/name@1.2.3` (package-url, type npm). */
export function purlOf(name: string, version: string): string {
  const path = name.split('/').map((part) => encodeURIComponent(part));
  return `pkg:npm/${path.join('/')}@${encodeURIComponent(version)}`;
}

const algorithms: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

/** The strongest digest of a subresource integrity text (W3C SRI), as CycloneDX wants it. */
function hashesOf(integrity: string | undefined) {
  const found = [...(integrity ?? '').matchAll(/\b(sha1|sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})/g)];
  return found.map(([, name, digest]) => ({
    alg: algorithms[name!]!,
    content: Buffer.from(digest!, 'base64').toString('hex'),
  }));
}

/** Ids that are certain to be in every list of SPDX: others are given as names, which is never wrong. */
const spdxIds = new Set([...permissiveLicences, 'GPL-2.0-only', 'GPL-3.0-only', 'LGPL-3.0-only', 'MPL-2.0']);

/** An expression, an SPDX id, or a name: only what looks like an id is called one. */
function licencesOf(licence: string | undefined) {
  if (licence === undefined) return {};
  if (/ (OR|AND|WITH) /.test(licence)) return { licenses: [{ expression: licence.replace(/^\((.*)\)$/, '$1') }] };
  return { licenses: [{ license: spdxIds.has(licence) ? { id: licence } : { name: licence } }] };
}

/** Only addresses that anybody can use, and never a name and password in one. */
function distributionOf(resolved: string | undefined) {
  if (!resolved || !/^https:\/\/[^@]+$/.test(resolved) || resolved.endsWith('/')) return {};
  return { externalReferences: [{ type: 'distribution', url: resolved }] };
}

function componentOf(dependency: Dependency) {
  const { name, version, use, integrity, licence, resolved } = dependency;
  const [scope, short] = name.startsWith('@') ? (name.split('/', 2) as [string, string]) : [undefined, name];
  const hashes = hashesOf(integrity);
  return {
    type: 'library',
    'bom-ref': dependency.id,
    ...(scope === undefined ? {} : { group: scope }),
    name: short,
    version,
    scope: use === 'runtime' ? 'required' : use === 'optional' ? 'optional' : 'excluded',
    ...(hashes.length ? { hashes } : {}),
    ...licencesOf(licence),
    purl: purlOf(name, version),
    ...distributionOf(resolved),
  };
}

export interface SbomOptions {
  /** Version of the tool. */
  readonly version: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** The packages of a lockfile as a CycloneDX 1.6 SBOM: what the API is made of, and what needs what. */
export function sbomOf(lockfile: Lockfile, { version, timestamp }: SbomOptions) {
  const unique = new Map(lockfile.dependencies.map((dependency) => [dependency.id, dependency]));
  const rootRef = 'project';
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidv7()}`,
    version: 1,
    metadata: {
      timestamp,
      tools: { components: [{ type: 'application', name: 'portcullis', version }] },
      component: { type: 'application', 'bom-ref': rootRef, name: lockfile.name ?? 'project' },
    },
    components: [...unique.values()].map(componentOf),
    dependencies: [
      { ref: rootRef, dependsOn: [...lockfile.direct] },
      ...[...unique.values()].map(({ id, needs }) => ({ ref: id, dependsOn: [...needs] })),
    ],
  };
}
