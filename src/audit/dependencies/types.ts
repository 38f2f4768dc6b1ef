import type { Severity } from '../../core/finding.js';
import type { Place } from '../../core/place.js';

export type LockfileFormat = 'npm' | 'yarn' | 'pnpm' | 'cyclonedx';

/** Why a package is there: needed when the API runs, only while it is built, or only where it can be installed. */
export type Use = 'runtime' | 'dev' | 'optional';

/** Where the bytes of a package come from. `unknown`: the lockfile does not say. */
export type SourceKind = 'registry' | 'git' | 'http' | 'host' | 'local' | 'unknown';

/** One package needing another. */
export interface Edge {
  /** Key of the package in `RawLockfile.packages`. */
  readonly to: string;
  /** What was asked for: `^1.2.0`. */
  readonly range: string;
  readonly use: Use;
}

/** A package as the lockfile has it. Undefined: this kind of lockfile does not say. */
export interface RawPackage {
  readonly name: string;
  readonly version: string;
  readonly resolved?: string | undefined;
  readonly integrity?: string | undefined;
  readonly source: SourceKind;
  readonly hasInstallScript?: boolean | undefined;
  readonly licence?: string | undefined;
  /** What its author says about it. */
  readonly deprecated?: string | undefined;
  /** It came inside the archive of another package. */
  readonly bundled: boolean;
  readonly edges: readonly Edge[];
  readonly place: Place;
}

/** What a manifest (`package.json`) asks for directly. */
export interface Manifest {
  readonly name?: string | undefined;
  readonly licence?: string | undefined;
  readonly runtime: Readonly<Record<string, string>>;
  readonly dev: Readonly<Record<string, string>>;
  readonly optional: Readonly<Record<string, string>>;
  /** Packages whose install scripts somebody has decided about: name -> allowed. */
  readonly decidedScripts: ReadonlyMap<string, boolean>;
  readonly file: string;
  /** Place of one of its dependencies. */
  locate(name: string): Place;
}

/** What a parser makes of a lockfile. */
export interface RawLockfile {
  readonly file: string;
  readonly format: LockfileFormat;
  /** As written in the file. */
  readonly formatVersion: string;
  /** Name of the project itself. */
  readonly name: string | undefined;
  readonly roots: readonly Edge[];
  readonly packages: ReadonlyMap<string, RawPackage>;
  /** Which facts this kind of lockfile has at all: absence of the others proves nothing. */
  readonly knows: { readonly integrity: boolean; readonly scripts: boolean; readonly licences: boolean };
  readonly notes: readonly string[];
}

/** A locked package, and how it came to be there. */
export interface Dependency extends Omit<RawPackage, 'edges'> {
  /** `name@version`. */
  readonly id: string;
  readonly use: Use;
  /** The project itself asks for it. */
  readonly direct: boolean;
  /** Shortest way from the project: `['express@4.17.1', 'qs@6.7.0']`, itself last. */
  readonly path: readonly string[];
  /** Who asks for it with which range; `by` is undefined for the project itself. */
  readonly wanted: readonly { readonly by: string | undefined; readonly range: string }[];
  /** Ids of the packages that it needs. */
  readonly needs: readonly string[];
}

export interface Lockfile extends Omit<RawLockfile, 'packages' | 'roots'> {
  readonly dependencies: readonly Dependency[];
  /** Ids of the packages that the project itself asks for. */
  readonly direct: readonly string[];
  readonly manifest: Manifest | undefined;
}

/** A known flaw of a package, from whatever source. */
export interface Advisory {
  /** `GHSA-...`, `MAL-...`, or the registry's number. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly package: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly cwe: readonly number[];
  readonly malicious: boolean;
  readonly url?: string | undefined;
  /** Ranges of flawed versions; empty with `versions`: those only. */
  readonly ranges: readonly AdvisoryRange[];
  /** Single flawed versions. */
  readonly versions: readonly string[];
}

/** From `introduced` on (`0`: from the first one) until before `fixed`, or until `lastAffected` and no later. */
export interface AdvisoryRange {
  readonly introduced: string;
  readonly fixed?: string | undefined;
  readonly lastAffected?: string | undefined;
}

/** A flaw that is in a locked version. */
export interface Vulnerability {
  readonly advisory: Advisory;
  /** Lowest later version without this flaw. */
  readonly fixed: string | undefined;
  /** What to do: update, raise the range, or raise the parent that holds it back. */
  readonly upgrade: string;
}

/** Where known flaws were looked up. */
export interface AdvisorySource {
  /** For people: `registry https://...`, `advisories.zip`. */
  readonly name: string;
  readonly kind: 'registry' | 'snapshot';
  /** ISO date of what is in it; undefined when it is asked now, or when nothing says. */
  readonly date: string | undefined;
  /** Advisories that it has for the packages asked about. */
  readonly count: number;
  readonly place?: Place | undefined;
}
