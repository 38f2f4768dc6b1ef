import crypto from 'node:crypto';
import * as jose from 'jose';
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import type { JWK, JWTPayload } from 'jose';
import { unauthorized } from './problem.js';
import { signingKey } from './secrets.js';
import { roles } from './shop.js';
import type { Principal, Role, Shop } from './shop.js';

export const issuer = 'http://orchard.example/';
export const audience = 'orchard';
/** Tokens of the courier's tracking page: same key, other audience. */
export const trackingAudience = 'orchard-tracking';
export const lifeSeconds = 900;

export type Tokens = {
  readonly keySet: { readonly keys: readonly JWK[] };
  sign(claims: JWTPayload & { readonly aud: string }, seconds: number): Promise<string>;
  /** The claims of a token whose ES256 signature holds. */
  verified(token: string): Promise<JWTPayload>;
};

const kid = 'orchard-example';

/** Signs and verifies with the shop's key. */
export async function createTokens(): Promise<Tokens> {
  const { d: _private, ...open } = signingKey;
  const privateKey = await importJWK(signingKey, 'ES256');
  const publicKey = await importJWK(open, 'ES256');
  const key = { ...open, kid, alg: 'ES256', use: 'sig' };
  return {
    keySet: { keys: [key] },
    sign(claims, seconds) {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ ...claims, iss: issuer, iat: now, exp: now + seconds, jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid })
        .sign(privateKey);
    },
    async verified(token) {
      const { payload } = await compactVerify(token, publicKey, { algorithms: ['ES256'] });
      return JSON.parse(new TextDecoder().decode(payload)) as JWTPayload;
    },
  };
}

const operationsOfTheOldVerifier = new Set(['listInvoices', 'getInvoice']);
const operationsWithoutExpiry = new Set(['exportOrders', 'getMe']);

function isUnsigned(token: string): boolean {
  return String(decodeProtectedHeader(token).alg).toLowerCase() === 'none' && token.endsWith('.');
}

/** The claims as far as the token's authenticity goes; the holes about signatures are here. */
async function authenticClaims(token: string, operationId: string, shop: Shop): Promise<JWTPayload> {
  const old = operationsOfTheOldVerifier.has(operationId);
  if (isUnsigned(token)) {
    if (old || !shop.open('jwt-alg-none')) throw unauthorized();
    return decodeJwt(token);
  }
  if (old && shop.open('jwt-signature-unchecked')) return decodeJwt(token);
  return shop.tokens.verified(token);
}

function checkClaims(claims: JWTPayload, operationId: string, shop: Shop): void {
  const now = Math.floor(Date.now() / 1000);
  const timeless = shop.open('jwt-expired-accepted') && operationsWithoutExpiry.has(operationId);
  if (claims.iss !== issuer) throw unauthorized();
  if (!shop.open('jwt-audience-ignored') && claims.aud !== audience) throw unauthorized();
  if (typeof claims.exp !== 'number' || (claims.exp <= now && !timeless)) throw unauthorized();
  if (claims.nbf !== undefined && claims.nbf > now) throw unauthorized();
}

type Account = { readonly id: number; readonly email: string; readonly sessionVersion: number };

function principalOf(claims: JWTPayload, shop: Shop): Principal {
  const { sub, jti, exp, ver } = claims;
  if (typeof sub !== 'string' || !/^[1-9]\d{0,9}$/.test(sub) || typeof jti !== 'string') throw unauthorized();
  const account = shop.store.get<Account>('SELECT id, email, sessionVersion FROM customers WHERE id = ?', Number(sub));
  if (!account || account.sessionVersion !== ver) throw unauthorized();
  if (shop.store.get('SELECT 1 FROM revokedTokens WHERE id = ?', jti)) throw unauthorized();
  const granted = Array.isArray(claims['roles']) ? (claims['roles'] as unknown[]) : [];
  return {
    id: account.id,
    email: account.email,
    roles: roles.filter((role: Role) => granted.includes(role)),
    session: { id: jti, expiresAt: exp ?? 0 },
  };
}

/** The claims of a token that is accepted; throws otherwise. */
async function trustedClaims(token: string, operationId: string, shop: Shop): Promise<JWTPayload> {
  const { claimsOf } = shop.code;
  if (claimsOf) return claimsOf(token, { jose, key: shop.tokens.keySet.keys[0]! });
  const claims = await authenticClaims(token, operationId, shop);
  checkClaims(claims, operationId, shop);
  return claims;
}

/** Who calls, from the `Authorization` header; 401 when that cannot be told. */
export async function authenticate(header: string | undefined, operationId: string, shop: Shop): Promise<Principal> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(header ?? '')?.[1];
  if (!token || token.length > 4096) throw unauthorized();
  const claims = await trustedClaims(token, operationId, shop).catch(() => undefined);
  if (!claims) throw unauthorized();
  return principalOf(claims, shop);
}

/** An access token for a customer. */
export function accessToken(
  customer: { readonly id: number; readonly email: string; readonly role: Role; readonly sessionVersion: number },
  seconds: number,
  tokens: Tokens,
): Promise<string> {
  const { id, email, role, sessionVersion } = customer;
  return tokens.sign({ aud: audience, sub: String(id), roles: [role], email, ver: sessionVersion }, seconds);
}
