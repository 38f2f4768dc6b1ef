type Claims = Readonly<Record<string, unknown>>;

function child(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Claims)[name];
}

/**
 * A claim by its plain name, a JSON Pointer (`/realm_access/roles`) or a dotted path (`realm_access.roles`).
 * The plain name wins: claim names that are URLs contain dots and slashes and are names, not paths.
 */
export function claimAt(claims: Claims, name: string): unknown {
  const plain = child(claims, name);
  if (plain !== undefined) return plain;
  const steps = name.startsWith('/')
    ? name
        .slice(1)
        .split('/')
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    : name.split('.');
  return steps.reduce<unknown>(child, claims);
}

/** A claim as text; numbers are written out, anything else is absent. */
export function textClaim(claims: Claims, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const value = claimAt(claims, name);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function stringsOf(value: unknown): readonly string[] {
  // One odd member makes the claim malformed, and nothing is granted from a malformed claim.
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? (value as string[]) : [];
}

/** Scopes: an array, or text separated by spaces (RFC 8693 4.2, RFC 9068 2.2.3). An array's members are never split. */
export function scopesClaim(claims: Claims, name: string | undefined): readonly string[] {
  const usual = name === undefined || name === 'scope';
  const value = usual ? (claimAt(claims, 'scope') ?? claimAt(claims, 'scp')) : claimAt(claims, name);
  if (typeof value === 'string') return value.split(' ').filter((scope) => scope !== '');
  return stringsOf(value);
}

/** Roles: an array, or one role as text. Text is not split: `not admin` must not make an `admin`. */
export function rolesClaim(claims: Claims, name: string | undefined): readonly string[] {
  if (name === undefined) return [];
  const value = claimAt(claims, name);
  return typeof value === 'string' && value !== '' ? [value] : stringsOf(value);
}
