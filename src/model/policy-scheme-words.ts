import type { IntrospectionPolicy, JwtPolicy, KeyLocation, SchemePolicy } from './types.js';

function keysText(jwks: KeyLocation): string {
  if ('file' in jwks) return 'keys from a file';
  return 'url' in jwks ? `keys from ${jwks.url}` : `keys found by ${jwks.discovery}`;
}

function tokenText({ boundTo, audience }: JwtPolicy | IntrospectionPolicy): string {
  const bound = { certificate: 'a certificate', dpop: 'a key (DPoP)', any: 'a certificate or a key (DPoP)' };
  const parts = [audience && `for ${audience.join(' or ')}`, boundTo && `bound to ${bound[boundTo]}`];
  return parts
    .filter(Boolean)
    .map((part) => `, ${part}`)
    .join('');
}

const words: { readonly [K in SchemePolicy['kind']]: (scheme: Extract<SchemePolicy, { kind: K }>) => string } = {
  apiKeys: () => 'API keys',
  jwt: (scheme) =>
    `tokens of ${scheme.issuer}${scheme.tenants ? ` (${scheme.tenants.join(', ')})` : ''}, ${scheme.algorithms.join(' or ')}, ${keysText(scheme.jwks)}${tokenText(scheme)}`,
  introspection: (scheme) =>
    `tokens asked about at ${scheme.url}, remembered for ${scheme.cacheSeconds} s${tokenText(scheme)}`,
  certificate: ({ ca, crl, subjects }) =>
    `client certificates of ${ca}, ${subjects.length} known${crl === undefined ? '' : `, revoked ones in ${crl}`}`,
  basic: ({ file, users }) => `names and passwords in ${file}, ${users.size} known`,
};

/** How a scheme is checked, in one line. Secrets are not shown, not even as references. */
export function schemeText<K extends SchemePolicy['kind']>(scheme: Extract<SchemePolicy, { kind: K }>): string {
  return words[scheme.kind as K](scheme);
}
