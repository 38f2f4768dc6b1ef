import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { ensurePrivateFolder, refuseShared } from './files.js';

const named = /^[a-z0-9]{16}\n?$/;

/**
 * The name of a data folder among those that share a database, made once: the marks of its journals are stored under it.
 * With `readOnly` none is made: who writes no journal needs no name.
 */
export function nodeName(dataDir: string, { readOnly }: { readonly readOnly: boolean }): string {
  const file = path.join(dataDir, 'node-name');
  const found = read(file);
  if (found !== undefined) return found;
  if (readOnly) return 'reader';
  ensurePrivateFolder(dataDir);
  try {
    fs.writeFileSync(file, `${randomBytes(8).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    // Another process may have been faster.
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new PortcullisError('FILE_UNWRITABLE', `${file} cannot be written`, { cause });
  }
  return read(file)!;
}

function read(file: string): string | undefined {
  refuseShared(file);
  if (!fs.existsSync(file)) return undefined;
  const text = fs.readFileSync(file, 'utf8');
  if (named.test(text)) return text.trim();
  throw new PortcullisError('STORE_CORRUPT', `${file} holds no name of a node`, {
    hint: 'restore it from a backup: under another name the events of its journals would be stored twice',
  });
}
