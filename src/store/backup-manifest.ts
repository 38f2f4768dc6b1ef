import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { syncFolder } from './files.js';
import type { SignedLog } from './store.js';

const fileName = 'manifest.json';
const chunkBytes = 1024 * 1024;

export interface BackupFile {
  /** Relative, with slashes. */
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly digest: string;
}

/** What a backup says of itself. It holds no key that opens what is sealed, only which keys that needs. */
export interface BackupManifest {
  readonly format: 1;
  readonly engine: 'sqlite' | 'postgres';
  /** Version of the program that made it. */
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly files: readonly BackupFile[];
  /** State of each log before the copy: the copy has these leaves, and perhaps some more. */
  readonly logs: readonly { readonly log: SignedLog; readonly size: number; readonly root: string }[];
  /** Signed notes of the last checkpoints. */
  readonly checkpoints: readonly string[];
  /** Who signed them: name and public key (base64). */
  readonly signedBy?: { readonly name: string; readonly publicKey: string };
  /** Keys of the vault without which what is sealed cannot be read. */
  readonly vaultKeys: readonly string[];
}

/** Sizes and digests of files in a folder. */
export function describeFiles(folder: string, names: readonly string[]): BackupFile[] {
  return names.map((name) => {
    const file = path.join(folder, name);
    return { name, bytes: fs.statSync(file).size, digest: digestOf(file) };
  });
}

/** Writes the manifest last: a folder without one is no backup. */
export function writeManifest(folder: string, manifest: BackupManifest): void {
  const file = path.join(folder, fileName);
  const handle = fs.openSync(file, 'wx', 0o600);
  try {
    fs.writeSync(handle, `${JSON.stringify(manifest, null, 2)}\n`);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  syncFolder(folder);
}

/** Reads the manifest of a backup and compares every file with it. Throws `NOT_FOUND`, `STORE_CORRUPT`, `STORE_NEWER`. */
export function readBackup(folder: string): BackupManifest {
  const manifest = readManifest(folder);
  for (const { name, bytes, digest } of manifest.files) {
    if (!isInside(name)) throw damaged(folder, `${name} is no file of a backup`);
    const file = path.join(folder, name);
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (!stats) throw damaged(folder, `${name} is missing`);
    if (stats.size !== bytes || digestOf(file) !== digest) throw damaged(folder, `${name} is not as it was written`);
  }
  return manifest;
}

function readManifest(folder: string): BackupManifest {
  const manifest = parse(folder, textOf(folder));
  if (typeof manifest.format !== 'number' || !Array.isArray(manifest.files))
    throw damaged(folder, 'its manifest is none');
  if (manifest.format > 1) {
    throw new PortcullisError('STORE_NEWER', `The backup in ${folder} was made by a newer version of Portcullis`, {
      expected: `format 1, found ${manifest.format}`,
    });
  }
  return manifest;
}

function textOf(folder: string): string {
  try {
    return fs.readFileSync(path.join(folder, fileName), 'utf8');
  } catch (cause) {
    throw new PortcullisError('NOT_FOUND', `There is no backup in ${folder}`, {
      hint: 'portcullis store backup FOLDER makes one; one without a manifest.json was not finished',
      cause,
    });
  }
}

function parse(folder: string, text: string): BackupManifest {
  try {
    return JSON.parse(text) as BackupManifest;
  } catch {
    throw damaged(folder, 'its manifest is no JSON');
  }
}

function isInside(name: string): boolean {
  return /^(?:[\w-][\w.-]*\/)?[\w-][\w.-]*$/.test(name);
}

function digestOf(file: string): string {
  const hash = createHash('sha256');
  const handle = fs.openSync(file, 'r');
  const chunk = Buffer.allocUnsafe(chunkBytes);
  try {
    for (let read = fs.readSync(handle, chunk); read > 0; read = fs.readSync(handle, chunk)) {
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    fs.closeSync(handle);
  }
  return hash.digest('hex');
}

function damaged(folder: string, what: string): PortcullisError {
  return new PortcullisError('STORE_CORRUPT', `The backup in ${folder} is damaged: ${what}`, {
    hint: 'use another one; nothing was restored',
  });
}
