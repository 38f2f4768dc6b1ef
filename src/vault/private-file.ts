import fs from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { PortcullisError } from '../core/errors.js';

/** Reads a key file, or undefined when there is none. Throws `STORE_INSECURE` when others may read it. */
export function readPrivateFile(file: string): string | undefined {
  const handle = openExisting(file);
  if (handle === undefined) return undefined;
  try {
    refuseShared(file, fs.fstatSync(handle).mode);
    return fs.readFileSync(handle, 'utf8');
  } finally {
    fs.closeSync(handle);
  }
}

/** Creates a key file (mode 0600) with its whole content at once; returns false when there is one already. */
export function createPrivateFile(file: string, content: string): boolean {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = fs.openSync(draft, 'wx', 0o600);
  try {
    fs.writeFileSync(handle, content);
    fs.fsyncSync(handle);
    fs.linkSync(draft, file); // fails when the name is taken: the first of two processes wins
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.closeSync(handle);
    fs.rmSync(draft);
  }
}

function openExisting(file: string): number | undefined {
  try {
    return fs.openSync(file, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new PortcullisError('FILE_UNREADABLE', `${file} cannot be read`, { cause });
  }
}

function refuseShared(file: string, mode: number): void {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new PortcullisError('STORE_INSECURE', `Other users of this machine can read the key file ${file}`, {
    expected: `mode 0600, found 0${(mode & 0o777).toString(8)}`,
    hint: `chmod 600 ${file}`,
  });
}
