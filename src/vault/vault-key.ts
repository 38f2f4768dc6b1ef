import { createHash, timingSafeEqual } from 'node:crypto';
import { PortcullisError } from '../core/errors.js';

/** Bytes of every key here. */
export const keyBytes = 32;

/** The key-encryption key of the vault: it wraps data keys, and may live in a key service that never shows it. */
export interface VaultKey {
  /** Names the key, not its bytes; stored beside what it wrapped. */
  readonly id: string;
  /** Where it is, as in `file:PATH`. */
  readonly source: string;
  wrap(plain: Uint8Array, context: string): Promise<string>;
  /** Throws `VAULT_KEY_INVALID` for what another key wrapped, `VAULT_UNAVAILABLE` when a key service does not answer. */
  unwrap(wrapped: string, context: string): Promise<Uint8Array>;
}

const tieBytes = 16;

function tie(context: string): Buffer {
  return createHash('sha256').update(`portcullis/data-key|${context}`).digest().subarray(0, tieBytes);
}

/** A data key with what it is for, so that a key service that authenticates no context cannot be given another's. */
export function withContext(key: Uint8Array, context: string): Buffer {
  return Buffer.concat([key, tie(context)]);
}

/** The key of `withContext`. Throws `VAULT_KEY_INVALID` when it was wrapped for something else. */
export function fromContext(plain: Uint8Array, context: string): Uint8Array {
  const expected = tie(context);
  const fits = plain.length === keyBytes + tieBytes && timingSafeEqual(plain.subarray(keyBytes), expected);
  if (!fits) throw new PortcullisError('VAULT_KEY_INVALID', 'A data key was wrapped for something else', swappedHint);
  return plain.subarray(0, keyBytes);
}

const swappedHint = { hint: 'rows of the table data_key were swapped: restore the store from a backup' };
