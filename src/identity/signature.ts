import { constants, verify, type KeyObject, type SigningOptions } from 'node:crypto';

/** How each family of algorithms reads its signature (RFC 7518 3.3 to 3.5). */
const forms: Readonly<Record<string, SigningOptions>> = {
  RS: { padding: constants.RSA_PKCS1_PADDING },
  PS: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
  ES: { dsaEncoding: 'ieee-p1363' },
  Ed: {},
};

/**
 * Whether `key` signed the compact token (RFC 7515 5.2). The key must fit `alg`. At once and by OpenSSL itself: through
 * WebCrypto the same costs three times the CPU time, and whoever sends forged tokens chooses how often it is paid.
 */
export function isSignedBy(token: string, key: KeyObject, alg: string): boolean {
  const at = token.lastIndexOf('.');
  const digest = alg.startsWith('Ed') ? null : `sha${alg.slice(2)}`;
  const signature = Buffer.from(token.slice(at + 1), 'base64url');
  return verify(digest, Buffer.from(token.slice(0, at)), { key, ...forms[alg.slice(0, 2)] }, signature);
}
