export interface KeyRow {
  readonly id: string;
  readonly prefix: string;
  readonly name: string;
  readonly subject?: string;
  readonly tenant?: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly revokedAt?: number;
  /** Id of the key that took its place. */
  readonly replacedBy?: string;
  readonly lastUsedAt?: number;
  readonly state: 'active' | 'replaced' | 'expired' | 'revoked';
}

/** A new key: its secret is in this answer and nowhere else. */
export interface MadeKey {
  readonly key: string;
  readonly record: KeyRow;
  readonly cli: string;
}
