import { fingerprint } from '../core/ids.js';
import type { ClaimNames } from '../model/types.js';
import { rolesClaim, scopesClaim, textClaim } from './claims.js';
import type { Principal } from './principal.js';

export interface TokenFacts {
  readonly scheme: string;
  /** How the token was verified: first part of the principal's id. */
  readonly how: 'jwt' | 'token';
  /** Issuer, or whoever vouched for the token. */
  readonly issuer: string;
  readonly tenant: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly names: ClaimNames;
  /** SHA-256 of the token, base64url. */
  readonly hash: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number | undefined;
}

/** A token of a program that names no subject is told apart by its client, then by itself. */
function idOf({ how, issuer, claims, hash }: TokenFacts, subject: string | undefined): string {
  const by = fingerprint(issuer).slice(0, 8);
  if (subject !== undefined) return `${how}:${by}:${subject}`;
  const client = textClaim(claims, 'client_id');
  return client === undefined ? `${how}-token:${by}:${hash.slice(0, 22)}` : `${how}-client:${by}:${client}`;
}

/** Who a verified token stands for. What its claims do not say is absent and grants nothing. */
export function principalOfToken(facts: TokenFacts): Principal {
  const { scheme, claims, names, hash, expiresAt, tenant } = facts;
  const subject = textClaim(claims, names.subject);
  return Object.freeze({
    id: idOf(facts, subject),
    kind: 'user',
    subject,
    tenant: tenant ?? textClaim(claims, names.tenant),
    roles: Object.freeze([...rolesClaim(claims, names.roles)]),
    scopes: Object.freeze([...scopesClaim(claims, names.scopes)]),
    claims: Object.freeze(claims),
    // The token has a signature or enough random bits in it, so that a bare hash gives nothing away.
    credential: { scheme, id: hash.slice(0, 16) },
    expiresAt,
  });
}
