import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { tooLarge, type FileSource } from '../model/file-source.js';

/** A repository, and the commit whose files are read. */
export interface GitVersion {
  /** Folder in the repository. */
  readonly folder: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Neither hooks nor file system monitors of the repository run, and nothing is fetched. */
const quiet = ['-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never', '-c', 'core.quotepath=false'];
const mostBytes = 64 * 1024 * 1024;

/**
 * The files of a repository as a revision has them. Nothing is checked out. Throws `USAGE` where there is no repository
 * or no such revision.
 */
export function gitSource({ folder, revision, env }: GitVersion): FileSource {
  const own = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };
  const git = (at: string, ...args: readonly string[]): Buffer =>
    execFileSync('git', [...quiet, ...args], {
      cwd: at,
      env: { ...env, ...own },
      maxBuffer: mostBytes,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const top = fs.realpathSync(asked(() => git(folder, 'rev-parse', '--show-toplevel'), 'a git repository').trim());
  const commit = asked(
    () => git(top, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`),
    `a branch, tag or commit of this repository, or the file of an old contract, in place of "${revision}"`,
  ).trim();
  const names = new Set(git(top, 'ls-tree', '-r', '-z', '--name-only', commit).toString('utf8').split('\0'));
  const nameOf = (file: string) => path.relative(top, realFolder(file)).split(path.sep).join('/');
  return {
    realPathOf: (file) => (names.has(nameOf(file)) ? realFolder(file) : undefined),
    isFile: (real) => names.has(nameOf(real)),
    read(real, shown, most) {
      if (!names.has(nameOf(real))) throw new PortcullisError('FILE_UNREADABLE', `${shown} is not in ${revision}`);
      const bytes = git(top, 'cat-file', 'blob', `${commit}:${nameOf(real)}`);
      if (bytes.length > most) throw tooLarge(shown, `${most} bytes in one file`);
      return bytes;
    },
  };
}

function asked(ask: () => Buffer, expected: string): string {
  try {
    return ask().toString('utf8');
  } catch (cause) {
    const isMissing = (cause as { readonly code?: unknown }).code === 'ENOENT';
    const message = isMissing ? '--changed-since needs git, which is not installed' : '--changed-since cannot compare';
    throw new PortcullisError('USAGE', message, { expected, cause });
  }
}

/** The file may be gone by now; its folder is there, and may be reached through a link. */
function realFolder(file: string): string {
  const whole = path.resolve(file);
  try {
    return path.join(fs.realpathSync(path.dirname(whole)), path.basename(whole));
  } catch {
    return whole;
  }
}
