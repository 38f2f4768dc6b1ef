import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { readPrivateFile } from './private-file.js';

const pepperBytes = 32;
const line = /^(\d{1,9}):([\w-]{43})$/;

/** Secrets that are mixed into every stored digest, by version; the last of the file is the current one. */
export interface Peppers {
  readonly current: number;
  get(version: number): Uint8Array | undefined;
}

/** Peppers by version, the last one current. */
export function peppersOf(byVersion: ReadonlyMap<number, Uint8Array>, current: number): Peppers {
  return Object.freeze({ current, get: (version: number) => byVersion.get(version) });
}

/** For where no API key was ever made: nothing matches what it digests. */
export function throwawayPeppers(): Peppers {
  return peppersOf(new Map([[1, randomBytes(pepperBytes)]]), 1);
}

/** Where the peppers lay before they were wrapped in the store. */
export const pepperFile = (dataDir: string): string => path.join(dataDir, 'pepper.key');

/**
 * Reads `pepper.key` of a data folder that an earlier version made: a line `VERSION:BASE64URL` for each pepper, the last
 * one current. Undefined when there is none. Throws `STORE_INSECURE` and `STORE_CORRUPT`.
 */
export function readPepperFile(dataDir: string): ReadonlyMap<number, Uint8Array> | undefined {
  const file = pepperFile(dataDir);
  const text = readPrivateFile(file);
  return text === undefined ? undefined : parsePeppers(file, text);
}

function parsePeppers(file: string, text: string): ReadonlyMap<number, Uint8Array> {
  const entries = text.split('\n').filter((row) => row.trim() !== '');
  const byVersion = new Map(entries.map((row) => parseLine(file, row)));
  if (byVersion.size === 0 || byVersion.size < entries.length) throw damaged(file);
  return byVersion;
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
