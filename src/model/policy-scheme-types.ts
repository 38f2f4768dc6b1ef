import type { NodeRef } from './types.js';

/** Where a token says who it is: names of claims, dotted paths or JSON Pointers. */
export interface ClaimNames {
  readonly subject: string;
  readonly roles?: string;
  readonly scopes?: string;
  readonly tenant?: string;
}

/** What a token must be bound to (RFC 8705 3, RFC 9449 6). A token that says it is bound is always held to it. */
export type TokenBinding = 'certificate' | 'dpop' | 'any';

interface TokenPolicy {
  readonly claims: ClaimNames;
  /** Undefined: a token without `cnf` may be used by whoever holds it. */
  readonly boundTo?: TokenBinding;
  /** Origin under which clients call, where something before the gateway ends TLS: DPoP proofs name it. */
  readonly publicUrl?: string;
  readonly clockToleranceSeconds: number;
  readonly node: NodeRef;
}

/** Where the keys of an issuer are: a JWK Set, a file, or a discovery document that names the set. */
export type KeyLocation =
  | { readonly url: string; readonly cacheSeconds: number }
  | { readonly file: string }
  | { readonly discovery: string; readonly host: string; readonly cacheSeconds: number };

/** Signed tokens that the gateway checks itself (RFC 7519). */
export interface JwtPolicy extends TokenPolicy {
  readonly kind: 'jwt';
  /** Exact, or with `{tenant}` in its path. */
  readonly issuer: string;
  /** Tenants whose tokens are accepted; only with `{tenant}` in the issuer. */
  readonly tenants?: readonly string[];
  readonly audience: readonly string[];
  readonly algorithms: readonly string[];
  readonly jwks: KeyLocation;
  /** Values of the header member `typ` that are accepted; undefined: those of JWT and RFC 9068, or none. */
  readonly types?: readonly string[];
}

/** Tokens that the authorization server is asked about (RFC 7662). */
export interface IntrospectionPolicy extends TokenPolicy {
  readonly kind: 'introspection';
  readonly url: string;
  readonly clientId: string;
  /** References to the secret, not the secret. */
  readonly clientSecret: string;
  readonly cacheSeconds: number;
  /** When given, the answer must name it. */
  readonly issuer?: string;
  /** When given, the answer must name one of them. */
  readonly audience?: readonly string[];
}

/** Who a caller is that the policy itself names: a certificate's, or a user of a password file. */
export interface NamedCaller {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly tenant?: string;
}

/** What of a certificate is compared. `spki`: SHA-256 of the public key, base64. */
export type CertificatePart = 'uri' | 'dns' | 'email' | 'spki' | 'commonName';

/** Client certificates (contract `mutualTLS`). */
export interface CertificatePolicy {
  readonly kind: 'certificate';
  /** PEM file of authorities. */
  readonly ca: string;
  /** PEM file of revocation lists (RFC 5280 5). */
  readonly crl?: string;
  readonly subjects: readonly (NamedCaller & { readonly part: CertificatePart; readonly value: string })[];
  readonly node: NodeRef;
}

/** Names and passwords (RFC 7617). */
export interface BasicPolicy {
  readonly kind: 'basic';
  /** File of `name:$scrypt$...` lines. */
  readonly file: string;
  readonly users: ReadonlyMap<string, NamedCaller>;
  readonly node: NodeRef;
}

/** Keys made with `portcullis keys create`. */
export interface ApiKeyPolicy {
  readonly kind: 'apiKeys';
  readonly node: NodeRef;
}

/** How one security scheme is checked (policy `identity.schemes`). */
export type SchemePolicy = JwtPolicy | IntrospectionPolicy | CertificatePolicy | BasicPolicy | ApiKeyPolicy;
