import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { createPrivateFile, readPrivateFile } from './private-file.js';

const pepperBytes = 32;
const line = /^(\d{1,9}):([\w-]{43})$/;

/** Secrets that are mixed into every stored digest, by version; the last of the file is the current one. */
export interface Peppers {
  readonly current: number;
  get(version: number): Uint8Array | undefined;
}

/**
 * Reads `pepper.key` of a data folder, made at first use: a line `VERSION:BASE64URL` for each pepper.
 * Without this file a stolen table of digests is worthless, and so is the table: back it up apart from the store.
 */
export function loadPeppers(dataDir: string): Peppers {
  const file = path.join(dataDir, 'pepper.key');
  const text = readPrivateFile(file) ?? createPeppers(file);
  return parsePeppers(file, text);
}

function createPeppers(file: string): string {
  createPrivateFile(file, `1:${randomBytes(pepperBytes).toString('base64url')}\n`);
  return readPrivateFile(file) ?? '';
}

function parsePeppers(file: string, text: string): Peppers {
  const entries = text.split('\n').filter((row) => row.trim() !== '');
  const byVersion = new Map(entries.map((row) => parseLine(file, row)));
  const current = [...byVersion.keys()].at(-1);
  if (current === undefined || byVersion.size < entries.length) throw damaged(file);
  return Object.freeze({ current, get: (version: number) => byVersion.get(version) });
}

function parseLine(file: string, row: string): [version: number, pepper: Uint8Array] {
  const match = line.exec(row);
  if (!match) throw damaged(file);
  return [Number(match[1]), Buffer.from(match[2]!, 'base64url')];
}

function damaged(file: string): PortcullisError {
  return new PortcullisError('STORE_CORRUPT', `The key file ${file} is damaged`, {
    expected: 'lines VERSION:43 characters of base64url, each version once',
    hint: 'restore it from its backup: without it no stored API key can be verified',
  });
}
