import type { NodeRef } from './types.js';

/** Where the console is served, and who may log in. */
export interface ConsolePolicy {
  readonly host: string;
  readonly port: number;
  /** Paths of PEM files, resolved. */
  readonly tls?:
    { readonly certificate: string; readonly key: string; readonly minVersion: 'TLSv1.2' | 'TLSv1.3' } | undefined;
  /** Under which people reach it, where that is not its address: `https://console.example`. */
  readonly url?: string | undefined;
  readonly oidc?: ConsoleOidc | undefined;
  readonly node: NodeRef | undefined;
}

/** Single sign-on (OpenID Connect). `clientSecret` is a reference. */
export interface ConsoleOidc {
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  readonly userClaim: string;
  readonly roleClaim: string;
  /** Value of `roleClaim` -> role of the console. */
  readonly roles: ReadonlyMap<string, 'viewer' | 'analyst' | 'operator' | 'auditor' | 'admin'>;
}
