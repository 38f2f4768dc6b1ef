import fs from 'node:fs';
import path from 'node:path';
import { lockfileNames, readLockfile, type NamedText } from '../audit/dependencies/lockfile.js';
import { parseManifest } from '../audit/dependencies/manifest.js';
import { matchAdvisories } from '../audit/dependencies/match.js';
import { sbomOf } from '../audit/dependencies/sbom-write.js';
import type { Lockfile } from '../audit/dependencies/types.js';
import type { Estate, UnlockedManifest } from '../audit/estate.js';
import { PortcullisError } from '../core/errors.js';
import { diskSource } from '../model/file-source.js';
import type { App } from './app.js';
import { findAdvisories, type FoundAdvisories } from './audit-advisories.js';

const mostBytes = 64 * 1024 * 1024;

/** What the command line says about dependencies. */
export interface DependencyRequest {
  /** A lockfile or an SBOM; default: found from the folder upwards. */
  readonly lockfile?: string | undefined;
  /** `registry`, or a file or folder of advisories. */
  readonly advisories?: string | undefined;
  /** File that the SBOM is written to. */
  readonly sbom?: string | undefined;
  readonly licences?: readonly string[] | undefined;
}

function readText(file: string): NamedText {
  return { file, text: new TextDecoder().decode(diskSource.read(file, file, mostBytes)).replace(/^\uFEFF/, '') };
}

/** The folder itself, and those above it up to the root of its repository. */
function foldersFrom(start: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = start; ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (fs.existsSync(path.join(folder, '.git'))) return folders;
    // Outside a repository what lies above belongs to somebody else.
    if (folder === path.dirname(folder)) return [start];
  }
}

function manifestBeside(folder: string): NamedText | undefined {
  const file = path.join(folder, 'package.json');
  return fs.existsSync(file) ? readText(file) : undefined;
}

interface FoundLockfiles {
  readonly lockfiles: readonly Lockfile[];
  readonly unlocked: readonly UnlockedManifest[];
  readonly notes: readonly string[];
}

/** The nearest lockfile; a second one in its folder is only named. */
function findLockfiles(start: string, shown: (file: string) => string): FoundLockfiles {
  const folders = foldersFrom(start);
  for (const folder of folders) {
    const [first, ...others] = lockfileNames.filter((name) => fs.existsSync(path.join(folder, name)));
    if (first === undefined) continue;
    const lockfile = readLockfile(readText(path.join(folder, first)), manifestBeside(folder));
    const notes = others.map((name) => `${name} is there too and was not looked at: --lockfile ${name}`);
    return { lockfiles: [lockfile], unlocked: [], notes };
  }
  const unlocked = folders.flatMap((folder): readonly UnlockedManifest[] => {
    const text = manifestBeside(folder);
    if (!text) return [];
    const { runtime, dev, optional } = parseManifest(text);
    const names = Object.keys({ ...runtime, ...dev, ...optional });
    return names.length ? [{ file: text.file, place: { file: text.file, line: 1, column: 1 } }] : [];
  });
  return {
    lockfiles: [],
    unlocked: unlocked.slice(0, 1),
    notes: unlocked.length ? [] : [`dependencies: no lockfile and no package.json in ${shown(start)}`],
  };
}

function named(file: string): FoundLockfiles {
  return { lockfiles: [readLockfile(readText(file), manifestBeside(path.dirname(file)))], unlocked: [], notes: [] };
}

function describe({ file, format, formatVersion, dependencies }: Lockfile, shown: (file: string) => string): string {
  const count = (use: string): number => dependencies.filter((one) => one.use === use).length;
  const parts = `${count('runtime')} needed at run time, ${count('optional')} optional, ${count('dev')} for development`;
  return `dependencies: ${shown(file)} (${format} ${formatVersion}) locks ${dependencies.length} package${dependencies.length === 1 ? '' : 's'}: ${parts}`;
}

function writeSbom(app: App, file: string, lockfile: Lockfile | undefined): void {
  if (!lockfile) {
    throw new PortcullisError('NOT_FOUND', 'There is no lockfile to make an SBOM of', {
      hint: 'name one with --lockfile FILE',
    });
  }
  const target = path.resolve(app.cwd, file);
  const sbom = sbomOf(lockfile, { version: app.version, timestamp: app.now().toISOString() });
  try {
    fs.writeFileSync(target, `${JSON.stringify(sbom, null, 2)}\n`);
  } catch (cause) {
    throw new PortcullisError('FILE_UNWRITABLE', `--sbom cannot write ${target}`, { cause });
  }
  app.say(`SBOM of ${sbom.components.length} packages (CycloneDX 1.6) in ${file}`);
}

function describeSources({ sources }: FoundAdvisories): readonly string[] {
  return sources.map(({ name, kind, date, count }) => {
    const age = kind === 'registry' ? 'as of now' : date === undefined ? 'of unknown age' : `of ${date}`;
    return `advisories: ${name}, ${age}, has ${count} about these packages`;
  });
}

/**
 * Reads lockfiles, looks advisories up where asked to, and writes the SBOM where asked to. Without `--advisories
 * registry` nothing is sent.
 *
 * @throws PortcullisError LOCKFILE_UNSUPPORTED, ADVISORIES_INVALID, SYNTAX_INVALID, FILE_UNREADABLE, FILE_UNWRITABLE,
 *   NOT_FOUND.
 */
export async function gatherDependencies(
  app: App,
  folder: string,
  request: DependencyRequest,
): Promise<Pick<Estate, 'dependencies' | 'notes' | 'skipped'>> {
  const shown = (file: string): string => path.relative(app.cwd, file) || '.';
  const found =
    request.lockfile === undefined ? findLockfiles(folder, shown) : named(path.resolve(app.cwd, request.lockfile));
  const all = found.lockfiles.flatMap(({ dependencies }) => dependencies);
  const advice = await findAdvisories(app, { asked: request.advisories, dependencies: all, folder });
  if (request.sbom !== undefined) writeSbom(app, request.sbom, found.lockfiles[0]);
  return {
    dependencies: {
      lockfiles: found.lockfiles,
      unlocked: found.unlocked,
      vulnerabilities: matchAdvisories(all, advice.advisories),
      sources: advice.sources,
      licences: request.licences,
    },
    notes: [
      ...found.lockfiles.map((lockfile) => describe(lockfile, shown)),
      ...found.lockfiles.flatMap(({ notes }) => notes),
      ...found.notes,
      ...describeSources(advice),
    ],
    skipped: advice.skipped,
  };
}
