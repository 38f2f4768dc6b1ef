/** Who calls, after a credential was verified. */
export interface Principal {
  /** `jwt:<issuer hash>:<subject>`, `key:<id>` or the like: unique over schemes, safe to log. */
  readonly id: string;
  /** `user`: somebody who logged in, or a token that was issued for somebody; the others stand for a program. */
  readonly kind: 'user' | 'key' | 'certificate';
  /** What owner rules compare with (`principal.subject`); undefined when the credential has none. */
  readonly subject: string | undefined;
  readonly tenant: string | undefined;
  /** As given by the credential, inclusion not yet worked out. */
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
  /** `id` names the credential without giving it away: key prefix, or a keyed hash of the token. */
  readonly credential: { readonly scheme: string; readonly id: string };
  /** Seconds since the epoch, or undefined when it does not expire. */
  readonly expiresAt: number | undefined;
}
