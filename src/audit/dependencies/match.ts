import semver from 'semver';
import type { Advisory, AdvisoryRange, Dependency, Vulnerability } from './types.js';

/** A version as semver reads it; `0` stands before all others (OSV 1.6). */
function versionOf(text: string): string | undefined {
  return text === '0' ? '0.0.0-0' : (semver.valid(text, { loose: true }) ?? semver.coerce(text)?.version);
}

function isIn(version: string, { introduced, fixed, lastAffected }: AdvisoryRange): boolean {
  const from = versionOf(introduced);
  const until = fixed === undefined ? undefined : versionOf(fixed);
  const last = lastAffected === undefined ? undefined : versionOf(lastAffected);
  if (from !== undefined && semver.lt(version, from)) return false;
  if (until !== undefined && semver.gte(version, until)) return false;
  return last === undefined || semver.lte(version, last);
}

/** The flaw is in this version. One that is no semantic version is compared as it stands. */
export function affects({ ranges, versions }: Advisory, version: string): boolean {
  if (versions.includes(version)) return true;
  const known = semver.valid(version, { loose: true });
  return known !== null && ranges.some((range) => isIn(known, range));
}

/** Lowest version above that an advisory names as fixed, and that it does not call flawed itself. */
export function fixedVersion(advisory: Advisory, version: string): string | undefined {
  const known = semver.valid(version, { loose: true });
  if (!known) return undefined;
  const later = advisory.ranges
    .flatMap(({ fixed }) => (fixed === undefined ? [] : (versionOf(fixed) ?? [])))
    .filter((fixed) => semver.gt(fixed, known) && !affects(advisory, fixed));
  return later.sort(semver.compare)[0];
}

const allows = (range: string, version: string): boolean => {
  const plain = range.replace(/^npm:(?:@?[^@]+@)?/, '');
  return semver.validRange(plain) !== null && semver.satisfies(version, plain);
};

/** The shortest way out: an update within the ranges, a new range of the project, or of the package that holds it back. */
export function upgradeOf(dependency: Dependency, fixed: string | undefined): string {
  const { name, wanted, path } = dependency;
  if (fixed === undefined) return `no version without it is known: replace ${name}, or accept the risk with a date`;
  const blocking = wanted.filter(({ range }) => !allows(range, fixed));
  if (!blocking.length) return `update ${name} to ${fixed}: every range allows it`;
  const own = blocking.find(({ by }) => by === undefined);
  if (own) return `ask for ${name} ${fixed} or later instead of ${own.range}`;
  const [{ by = '', range }] = blocking as [(typeof blocking)[number]];
  const holds = `${by} asks for ${name} ${range}`;
  const way = path.length > 2 ? ` (${path.join(' > ')})` : '';
  return `${holds}, which has no fixed version: update ${path.at(0)}${way}, or override ${name} to ${fixed}`;
}

/** Every flaw of every locked package: id of the package -> its flaws, worst known first by id. */
export function matchAdvisories(
  dependencies: readonly Dependency[],
  advisories: readonly Advisory[],
): ReadonlyMap<string, readonly Vulnerability[]> {
  const byName = new Map<string, Advisory[]>();
  for (const advisory of advisories) byName.set(advisory.package, [...(byName.get(advisory.package) ?? []), advisory]);
  const found = new Map<string, readonly Vulnerability[]>();
  for (const dependency of dependencies) {
    if (found.has(dependency.id)) continue;
    const hits = withoutTwins((byName.get(dependency.name) ?? []).filter((one) => affects(one, dependency.version)));
    if (!hits.length) continue;
    found.set(
      dependency.id,
      hits.map((advisory) => {
        const fixed = fixedVersion(advisory, dependency.version);
        return { advisory, fixed, upgrade: upgradeOf(dependency, fixed) };
      }),
    );
  }
  return found;
}

/** One flaw has several numbers, and databases repeat each other. */
function withoutTwins(advisories: readonly Advisory[]): readonly Advisory[] {
  const known = new Set<string>();
  return advisories.filter(({ id, aliases }) => {
    const isKnown = [id, ...aliases].some((name) => known.has(name));
    for (const name of [id, ...aliases]) known.add(name);
    return !isKnown;
  });
}
