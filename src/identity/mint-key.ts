import { randomBytes } from 'node:crypto';
import { PortcullisError } from '../core/errors.js';
import { secretDigest } from '../vault/secret-hash.js';

export interface MintedKey {
  readonly id: string;
  /** `pk_<id>.<secret>`: shown once, never stored. */
  readonly key: string;
  /** What is stored. */
  readonly digest: Buffer;
}

const letters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** 12 letters out of 32: 60 bits, enough to never meet again, short enough to read aloud. */
function mintId(): string {
  return [...randomBytes(12)].map((byte) => letters[byte % letters.length]).join('');
}

/**
 * Makes an API key with a 256-bit secret. `prefix` (default `pk`) lets secret scanners recognise it.
 * Throws USAGE when the prefix is not 1 to 16 lower-case letters and digits.
 */
export function mintKey(pepper: Uint8Array, prefix = 'pk'): MintedKey {
  if (!/^[a-z][a-z0-9]{0,15}$/.test(prefix)) {
    throw new PortcullisError('USAGE', 'The prefix of a key is malformed', {
      expected: '1 to 16 lower-case letters and digits, a letter first',
    });
  }
  const id = mintId();
  const key = `${prefix}_${id}.${randomBytes(32).toString('base64url')}`;
  return { id, key, digest: secretDigest(key, pepper) };
}
