import { createPublicKey, type KeyObject } from 'node:crypto';
import { importJWK, type CryptoKey, type JWK } from 'jose';

/** Signature algorithms that a policy may name: asymmetric only, because a JWKS is public (RFC 8725 3.1, 3.2). */
export const signatureAlgorithms: ReadonlySet<string> = new Set(
  'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' '),
);

const keyTypes: Readonly<Record<string, string>> = { RS: 'RSA', PS: 'RSA', ES: 'EC', Ed: 'OKP' };
const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
const maxKeys = 100;
const minRsaBits = 2048;

interface KeyEntry {
  readonly kid: string | undefined;
  readonly jwk: JWK;
  /** Made ready when a token first needs it; `null` when it cannot be. */
  imported: KeyObject | null | undefined;
}

/** The verification keys of one issuer. */
export interface KeySet {
  /** Keys that fit a token's `alg` and `kid`; none when the key id is unknown. */
  find(alg: string, kid: string | undefined): readonly KeyEntry[];
}

export type { KeyEntry };

/** Length of a number, whatever zeros it begins with. */
function bitsOf(number: string): number {
  const bytes = Buffer.from(number, 'base64url');
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - Math.clz32(bytes[first]!) + 24;
}

function usable(jwk: unknown): jwk is JWK {
  if (typeof jwk !== 'object' || jwk === null) return false;
  const { kty, kid, use, key_ops: operations, n } = jwk as JWK;
  if (kid !== undefined && typeof kid !== 'string') return false;
  if (use !== undefined && use !== 'sig') return false;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return false;
  if (kty === 'RSA') return typeof n === 'string' && bitsOf(n) >= minRsaBits;
  return kty === 'EC' || kty === 'OKP';
}

function fits(jwk: JWK, alg: string): boolean {
  if (jwk.alg !== undefined && jwk.alg !== alg && !(alg.startsWith('Ed') && jwk.alg.startsWith('Ed'))) return false;
  if (jwk.kty !== keyTypes[alg.slice(0, 2)]) return false;
  if (jwk.kty === 'OKP') return jwk.crv === 'Ed25519';
  return jwk.kty !== 'EC' || jwk.crv === curves[alg];
}

/** Only the public half: an issuer that publishes a private key by mistake does not make us hold it. */
function publicPart({ kty, n, e, crv, x, y }: JWK): JWK {
  return kty === 'RSA' ? { kty, n: n!, e: e! } : { kty: kty!, crv: crv!, x: x!, ...(y === undefined ? {} : { y }) };
}

/**
 * Reads a JWK Set (RFC 7517 5). Keys that are unknown, weak, private-use or malformed are left out, and never disable
 * the others. Throws when the text is not a JWK Set at all, so that an error page is never taken for one.
 */
export function parseKeySet(text: string): KeySet {
  const set = JSON.parse(text) as { keys?: unknown } | null;
  if (!Array.isArray(set?.keys)) throw new TypeError('not a JWK Set');
  const entries: KeyEntry[] = set.keys
    .filter(usable)
    .slice(0, maxKeys)
    .map((jwk) => ({ kid: jwk.kid, jwk, imported: undefined }));
  return {
    find: (alg, kid) => entries.filter((entry) => (kid === undefined || entry.kid === kid) && fits(entry.jwk, alg)),
  };
}

/** Members that only private and symmetric keys have (RFC 7518 6). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** A public key that a client sent, large enough, and without its private half. */
export function isPublic(jwk: unknown): jwk is JWK {
  return usable(jwk) && !privateMembers.some((name) => Object.hasOwn(jwk, name));
}

/** A public key made ready for `alg`; undefined when it does not fit or cannot be imported. */
export async function importPublicKey(jwk: JWK, alg: string): Promise<CryptoKey | undefined> {
  if (!fits(jwk, alg)) return undefined;
  return importJWK(publicPart(jwk), alg).then(
    (key) => key as CryptoKey,
    () => undefined,
  );
}

/** The key made ready, once; undefined when it cannot be. `find` gives only keys that fit the algorithm. */
export function importKey(entry: KeyEntry): KeyObject | undefined {
  if (entry.imported === undefined) entry.imported = readKey(entry.jwk);
  return entry.imported ?? undefined;
}

function readKey(jwk: JWK): KeyObject | null {
  try {
    return createPublicKey({ key: publicPart(jwk), format: 'jwk' });
  } catch {
    return null;
  }
}
