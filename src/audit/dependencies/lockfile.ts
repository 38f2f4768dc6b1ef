import { PortcullisError } from '../../core/errors.js';
import { connect } from './graph.js';
import { parseManifest } from './manifest.js';
import { parseNpmLock } from './npm-lock.js';
import { parsePnpmLock } from './pnpm-lock.js';
import { parseSbom } from './sbom-read.js';
import type { Lockfile, Manifest, RawLockfile } from './types.js';
import { parseYarnLock } from './yarn-lock.js';

/** Names of lockfiles, in the order they are looked for. */
export const lockfileNames = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'pnpm-lock.yml',
] as const;

/** A file and its text. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads a lockfile of npm (2, 3), yarn (1 and berry) or pnpm (5.3 to 9), or a CycloneDX SBOM in JSON. `manifest` is the
 * `package.json` beside it: yarn's lockfile does not say what the project asks for.
 *
 * @throws PortcullisError LOCKFILE_UNSUPPORTED for a kind or version that is not known, SYNTAX_INVALID; with the place.
 */
export function readLockfile(lock: NamedText, manifest?: NamedText): Lockfile {
  const asked = manifest && parseManifest(manifest);
  return connect(parse(lock, asked), asked);
}

function parse(lock: NamedText, manifest: Manifest | undefined): RawLockfile {
  const { file, text } = lock;
  if (/(^|[/\\])yarn\.lock$/.test(file) || /^# yarn lockfile v|^__metadata:/m.test(text.slice(0, 2000))) {
    return parseYarnLock(lock, manifest);
  }
  if (/pnpm-lock\.ya?ml$/.test(file) || /^lockfileVersion: /m.test(text.slice(0, 2000))) return parsePnpmLock(lock);
  if (/"bomFormat"\s*:\s*"CycloneDX"/.test(text)) return parseSbom(lock);
  if (/"lockfileVersion"\s*:/.test(text) || /(package-lock|npm-shrinkwrap)\.json$/.test(file))
    return parseNpmLock(lock);
  throw new PortcullisError('LOCKFILE_UNSUPPORTED', `${file} is no lockfile that is known`, {
    place: { file, line: 1, column: 1 },
    expected: 'package-lock.json, npm-shrinkwrap.json, yarn.lock, pnpm-lock.yaml, or a CycloneDX SBOM in JSON',
  });
}
