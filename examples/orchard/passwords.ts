import crypto from 'node:crypto';
import { promisify } from 'node:util';

const scrypt = promisify<crypto.BinaryLike, crypto.BinaryLike, number, crypto.ScryptOptions, Buffer>(crypto.scrypt);

/** Far below what a real shop needs: an example must start fast and answer scans. */
const cost = { N: 1024, r: 8, p: 1 } as const;
const format = (salt: Buffer, key: Buffer) => `scrypt$${cost.N}$${salt.toString('base64')}$${key.toString('base64')}`;

/** Hashes a password with the given salt, or a random one. */
export async function hashPassword(password: string, salt: Buffer = crypto.randomBytes(16)): Promise<string> {
  return format(salt, await scrypt(password, salt, 32, cost));
}

/** As `hashPassword`, at once; for the seed. */
export function hashPasswordSync(password: string, salt: Buffer): string {
  return format(salt, crypto.scryptSync(password, salt, 32, cost));
}

/** Compares in constant time. */
export async function passwordMatches(password: string, hash: string): Promise<boolean> {
  const [, , salt = '', key = ''] = hash.split('$');
  const expected = Buffer.from(key, 'base64');
  const actual = await scrypt(password, Buffer.from(salt, 'base64'), 32, cost);
  return expected.length === actual.length && crypto.timingSafeEqual(expected, actual);
}

/** Compared with when the account is unknown, so that both answers take the same time. */
export const nobodysHash = hashPasswordSync('nobody', Buffer.alloc(16));
