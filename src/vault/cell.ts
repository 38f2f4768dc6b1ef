import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { PortcullisError } from '../core/errors.js';

/** The place of a sealed value. It is authenticated: a cell that was moved elsewhere cannot be opened. */
export interface Cell {
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

/** A data key in the clear; in memory only. */
export interface OpenKey {
  readonly id: string;
  readonly key: Uint8Array;
}

const ivBytes = 12;
const tagBytes = 16;
const form = /^v1\.([\w-]{1,64})\.([\w-]{16})\.([\w-]*)\.([\w-]{22})$/;

/** `%` and `|` are written as escapes, so that two places never read the same. */
const plainPart = (text: string): string => text.replace(/[%|]/g, (char) => (char === '%' ? '%25' : '%7C'));

function placeOf({ table, column, row }: Cell, keyId: string): Buffer {
  return Buffer.from([table, column, row, keyId].map(plainPart).join('|'));
}

/**
 * Seals a text with AES-256-GCM (NIST SP 800-38D) under a random 96-bit IV: `v1.keyId.iv.ciphertext.tag`, base64url.
 * One key may seal at most 2^32 cells; the key ring counts.
 */
export function sealCell({ id, key }: OpenKey, cell: Cell, text: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(placeOf(cell, id));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return ['v1', id, ...[iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** Id of the data key that sealed a text, or undefined for a text that is no sealed cell. */
export function cellKeyId(text: string): string | undefined {
  return form.exec(text)?.[1];
}

/** The text of a sealed cell. Throws `STORE_CORRUPT` when a bit, its place or its key is another. */
export function openCell({ id, key }: OpenKey, cell: Cell, sealed: string): string {
  const [, keyId, ...parts] = form.exec(sealed) ?? [];
  const [iv, body, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (keyId !== id || !iv || !body || !tag) throw damagedCell(cell);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
    decipher.setAAD(placeOf(cell, id)).setAuthTag(tag);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw damagedCell(cell, cause);
  }
}

/** `STORE_CORRUPT`, naming the place. */
export function damagedCell({ table, column, row }: Cell, cause?: unknown): PortcullisError {
  return new PortcullisError('STORE_CORRUPT', `The sealed value ${table}.${column} of ${row} was changed or moved`, {
    hint: 'restore the store from a backup; everything else in it can still be read',
    cause,
  });
}
