const placeholder = '{tenant}';
/** One part of a path that nobody can read in two ways. */
const tenantName = /^[A-Za-z0-9](?:[A-Za-z0-9._~-]{0,126}[A-Za-z0-9])?$/;

/** An issuer that was recognised. */
export interface KnownIssuer {
  readonly issuer: string;
  /** What stands for `{tenant}`; undefined when the policy's issuer has none. */
  readonly tenant: string | undefined;
}

/**
 * Compares the issuer of a token with the policy's, character by character (RFC 8414 3.3): no case folding, no
 * trailing slash is forgiven. Where the policy has `{tenant}`, one part of the path may differ.
 */
export function issuerMatcher(issuer: string): (named: unknown) => KnownIssuer | undefined {
  const [start = '', end] = issuer.split(placeholder);
  if (end === undefined) return (named) => (named === issuer ? { issuer, tenant: undefined } : undefined);
  return (named) => {
    if (typeof named !== 'string' || named.length <= start.length + end.length) return undefined;
    if (!named.startsWith(start) || !named.endsWith(end)) return undefined;
    const tenant = named.slice(start.length, named.length - end.length);
    return tenantName.test(tenant) ? { issuer: named, tenant } : undefined;
  };
}
