import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { PortcullisError } from '../core/errors.js';

/** A password as the file keeps it: salted and slow (RFC 7914). */
export interface PasswordHash {
  /** Binary logarithm of N. */
  readonly logCost: number;
  readonly salt: Buffer;
  readonly digest: Buffer;
}

/** N = 2^17, r = 8, p = 1: 128 MiB and about half a second of one core (OWASP Password Storage). */
const minLogCost = 17;
const maxLogCost = 18;
const line = /^([^:\s][^:]{0,127}):\$scrypt\$ln=(\d{1,2}),r=8,p=1\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43,86})$/;

function derive(password: string, { logCost, salt, digest }: PasswordHash): Promise<Buffer> {
  const cost = 2 ** logCost;
  const options = { N: cost, r: 8, p: 1, maxmem: 128 * 8 * cost + 1_048_576 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, digest.length, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** A hash that no password has, for users that do not exist: they cost the same time. */
export function emptyHash(): PasswordHash {
  return { logCost: minLogCost, salt: randomBytes(16), digest: randomBytes(32) };
}

/** True when the password is the one that was hashed. Takes about half a second of a core. */
export async function fitsPassword(password: string, hash: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, hash), hash.digest);
}

/** Reads a hash in PHC string format; undefined for one that is malformed or weaker than N = 2^17. */
export function parseHash(text: string): PasswordHash | undefined {
  return readLine(`x:${text}`)?.[1];
}

/** A password as it stands in the file, behind `name:` (PHC string format). */
export async function hashPassword(password: string): Promise<string> {
  const hash = { logCost: minLogCost, salt: randomBytes(16), digest: Buffer.alloc(32) };
  const digest = await derive(password, hash);
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${hash.logCost},r=8,p=1$${text(hash.salt)}$${text(digest)}`;
}

function readLine(text: string): readonly [name: string, hash: PasswordHash] | undefined {
  const [, name, logCost, salt, digest] = line.exec(text) ?? [];
  const cost = Number(logCost);
  if (name === undefined || cost < minLogCost || cost > maxLogCost) return undefined;
  const bytes = (base64 = '') => Buffer.from(base64, 'base64');
  return [name, { logCost: cost, salt: bytes(salt), digest: bytes(digest) }];
}

/**
 * Reads a password file: `name:$scrypt$ln=17,r=8,p=1$SALT$HASH`, one user a line, `#` for comments. Throws
 * POLICY_INVALID with the line when one is malformed, weaker than N = 2^17, or names a user twice.
 */
export function readPasswordFile(text: string, file: string): ReadonlyMap<string, PasswordHash> {
  const users = new Map<string, PasswordHash>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (raw.trim() === '' || raw.startsWith('#')) continue;
    const [name, hash] = readLine(raw) ?? [];
    if (name !== undefined && hash && !users.has(name)) users.set(name, hash);
    else {
      throw new PortcullisError('POLICY_INVALID', 'A line of the password file cannot be used', {
        place: { file, line: index + 1, column: 1 },
        expected: 'name:$scrypt$ln=17,r=8,p=1$SALT$HASH, every name once',
      });
    }
  }
  return users;
}
