import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { allLines, readDiff, type ChangedLines } from '../audit/changed-lines.js';
import { PortcullisError } from '../core/errors.js';

/** What a diff may be long: a lockfile of a large project changes whole. */
const maxOutputBytes = 64 * 1024 * 1024;

/** Neither hooks nor file system monitors of the repository run, and nothing is fetched. */
const quiet = ['-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never', '-c', 'core.quotepath=false'];

interface Git {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

function git({ folder, env }: Git, args: readonly string[]): Promise<string> {
  const more = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: { ...env, ...more }, maxBuffer: maxOutputBytes };
    execFile('git', [...quiet, ...args], options, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
}

const flag = '--changed-since';

async function topFolder(at: Git): Promise<string> {
  try {
    return fs.realpathSync((await git(at, ['rev-parse', '--show-toplevel'])).replace(/\n$/, ''));
  } catch (cause) {
    const isMissing = (cause as { readonly code?: unknown }).code === 'ENOENT';
    const message = isMissing
      ? `${flag} needs git, which is not installed`
      : `${flag} needs a git repository, and ${at.folder} is in none`;
    throw new PortcullisError('USAGE', message, { expected: 'a contract or policy that git keeps versions of', cause });
  }
}

async function commitOf(at: Git, revision: string): Promise<string> {
  try {
    return (await git(at, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])).trim();
  } catch (cause) {
    throw new PortcullisError('USAGE', `${flag} does not know the revision "${revision}"`, {
      expected: 'a branch, tag or commit of this repository',
      hint: 'A shallow clone has its last commits only: fetch the branch to compare with first.',
      cause,
    });
  }
}

const names = (output: string): ReadonlySet<string> => new Set(output.split('\0').filter(Boolean));

/** What changed in a repository since a revision, file by file. */
export interface GitChanges {
  /** Changed lines of a file; undefined where it is as it was. Files that git does not know have changed whole. */
  of(file: string): Promise<ChangedLines | undefined>;
}

/**
 * Compares the files of the repository around `folder` with a revision. Nothing is fetched. Throws `USAGE` where there
 * is no repository or no such revision.
 */
export async function gitChanges(folder: string, revision: string, env: Git['env']): Promise<GitChanges> {
  const at = { folder, env };
  const top = await topFolder(at);
  const commit = await commitOf(at, revision);
  const repository = { folder: top, env };
  const diff = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules'];
  const changed = names(await git(repository, [...diff, '--name-only', '-z', commit]));
  const tracked = names(await git(repository, ['ls-files', '-z', '--full-name']));
  const known = new Map<string, Promise<ChangedLines | undefined>>();
  async function read(file: string): Promise<ChangedLines | undefined> {
    const name = path.relative(top, real(file)).split(path.sep).join('/');
    if (!tracked.has(name)) return allLines;
    if (!changed.has(name)) return undefined;
    return readDiff(await git(repository, [...diff, '--unified=0', commit, '--', `:(top,literal)${name}`]));
  }
  return {
    of(file) {
      const lines = known.get(file) ?? read(file);
      known.set(file, lines);
      return lines;
    },
  };
}

function real(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}
