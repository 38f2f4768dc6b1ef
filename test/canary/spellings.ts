import fs from 'node:fs';
import path from 'node:path';
import { AccessColumns } from '../../src/store/access-columns.js';
import { openDatabase } from '../../src/store/driver.js';
import { gunzipSync, inflateSync } from 'node:zlib';

/** Every spelling in which a secret may lie in a file. */
export function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  // Base64 at the three places where it may begin inside other bytes, without the letters that its neighbours change.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift, 58), bytes])
      .toString('base64')
      .slice(shift ? 4 : 0, -4),
  );
  const base64url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    ...new Set([
      secret,
      json,
      encodeURIComponent(secret),
      secret.toLowerCase(),
      secret.toUpperCase(),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      [...secret].reverse().join(''),
      [...secret].join('\0'),
      ...base64,
      ...base64url,
    ]),
  ];
}

/** What lies somewhere: the content of a file, or what a receiver got. */
export interface Heap {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Everything in a folder, byte for byte; what is compressed also as it reads. */
export function heapsOf(folder: string): Heap[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return heapsOf(name);
    if (!entry.isFile()) return [];
    const bytes = readQuietly(name);
    return bytes === undefined ? [] : [{ name, bytes }, ...unpacked(name, bytes), ...calls(name)];
  });
}

/** A file that went while we looked holds nothing. */
function readQuietly(name: string): Buffer | undefined {
  try {
    return fs.readFileSync(name);
  } catch {
    return undefined;
  }
}

function unpacked(name: string, bytes: Buffer): Heap[] {
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return [{ name: `${name} (gzip)`, bytes: gunzipSync(bytes) }];
    if (bytes[0] === 0x78) return [{ name: `${name} (zlib)`, bytes: inflateSync(bytes) }];
  } catch {
    // it only looked so
  }
  return [];
}

/** Allowed calls are packed inside their database. A file that is just being made, or removed, has none to read. */
function calls(name: string): Heap[] {
  if (!/\baccess[\\/][^\\/]+\.db$/.test(name)) return [];
  try {
    const database = openDatabase(name, { readOnly: true });
    try {
      const rows = database.prepare('SELECT record FROM record').all() as { record: Uint8Array }[];
      return rows.map(({ record }) => ({ name: `${name} (calls)`, bytes: Buffer.from(textOf(record)) }));
    } finally {
      database.close();
    }
  } catch {
    return [];
  }
}

function textOf(record: Uint8Array): string {
  const columns = new AccessColumns(record);
  return Array.from({ length: columns.count }, (_, n) => JSON.stringify(columns.event(n))).join('\n');
}

/** `PLACE in FILE` for every secret that is found. */
export function leaks(secrets: ReadonlyMap<string, string>, heaps: readonly Heap[]): string[] {
  return [...secrets].flatMap(([place, secret]) => {
    const texts = spellings(secret);
    return heaps.flatMap(({ name, bytes }) => {
      const text = texts.find((one) => bytes.indexOf(one, 0, 'latin1') >= 0);
      return text === undefined ? [] : [`${place} in ${path.basename(path.dirname(name))}/${path.basename(name)}`];
    });
  });
}
