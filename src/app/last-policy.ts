import fs from 'node:fs';
import path from 'node:path';
import type { FilesRead } from '../model/file-source.js';

const folderOf = (dataDir: string) => path.join(dataDir, 'run');
const nameOf = (digest: string) => `policy-${digest}.json`;

/**
 * Keeps the documents of the policy in force, so that a worker that is started again serves the same policy, whatever
 * the disk has by then. Written whole or not at all; those of other policies are removed.
 */
export function keepPolicy(dataDir: string, digest: string, read: FilesRead): void {
  const folder = folderOf(dataDir);
  const name = nameOf(digest);
  const file = path.join(folder, name);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!fs.existsSync(file)) {
    const part = `${file}.${process.pid}`;
    fs.writeFileSync(part, JSON.stringify(read), { mode: 0o600 });
    fs.renameSync(part, file);
  }
  for (const other of fs.readdirSync(folder)) {
    if (/^policy-[0-9a-f]+\.json$/.test(other) && other !== name) fs.rmSync(path.join(folder, other), { force: true });
  }
}

/** The documents that were kept under this digest, or undefined. */
export function keptPolicy(dataDir: string, digest: string): FilesRead | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(folderOf(dataDir), nameOf(digest)), 'utf8')) as FilesRead;
  } catch {
    return undefined;
  }
}

/** For the end of a gateway: the next one reads the disk. */
export function forgetPolicies(dataDir: string): void {
  const folder = folderOf(dataDir);
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder)) {
    if (/^policy-.*\.json/.test(name)) fs.rmSync(path.join(folder, name), { force: true });
  }
}
