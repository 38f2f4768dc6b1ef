import type { CertificatePart, ClaimNames, TokenBinding } from './types.js';

/** Where the keys of an issuer are, as written. */
export type RawJwks =
  | { readonly url: string; readonly cacheSeconds?: number }
  | { readonly file: string }
  | { readonly discovery: string; readonly host?: string; readonly cacheSeconds?: number };

export interface RawCaller {
  readonly subject?: string;
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly tenant?: string;
}

export type RawSubject = RawCaller & { readonly subject: string } & Readonly<Partial<Record<CertificatePart, string>>>;

/** One entry of `identity.schemes`, as written: the keys of all kinds. */
export interface RawScheme {
  readonly apiKeys?: true;
  readonly basic?: { readonly file: string; readonly users?: Readonly<Record<string, RawCaller>> };
  readonly clientCertificate?: {
    readonly ca: string;
    readonly crl?: string;
    readonly subjects: readonly RawSubject[];
  };
  readonly introspection?: {
    readonly url: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly cacheSeconds?: number;
  };
  readonly issuer?: string;
  readonly tenants?: readonly string[];
  readonly audience?: string | readonly string[];
  readonly algorithms?: readonly string[];
  readonly types?: readonly string[];
  readonly jwks?: RawJwks;
  readonly claims?: Partial<ClaimNames>;
  readonly boundTo?: TokenBinding;
  readonly publicUrl?: string;
  readonly clockToleranceSeconds?: number;
}
