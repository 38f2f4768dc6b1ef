import { generateKeyPairSync, sign } from 'node:crypto';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A P-256 key pair of `node:crypto`. */
export const makeKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Compact JWS with ES256 (RFC 7518 3.4: the signature is R and S side by side, not DER). */
export function signToken(claims, privateKey) {
  const input = `${encode({ alg: 'ES256', typ: 'JWT', kid: 'bench' })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** The public key as a JWK Set (RFC 7517). */
export const keySetOf = ({ publicKey }) => ({
  keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'bench', use: 'sig' }],
});

/** One valid token for each of `count` users, and one signed by somebody else. */
export function makeTokens(keys, count) {
  const exp = Math.floor(Date.now() / 1000) + 86_400;
  const common = { iss: 'bench', aud: 'shop', scope: 'orders:read orders:write', roles: ['clerk'], exp };
  const valid = Array.from({ length: count }, (_, i) => signToken({ ...common, sub: `user${i}` }, keys.privateKey));
  return { valid, forged: signToken({ ...common, sub: 'admin' }, makeKeys().privateKey) };
}
