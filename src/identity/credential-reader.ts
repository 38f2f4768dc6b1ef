import type { SchemePolicy, SecurityScheme, TokenBinding } from '../model/types.js';
import type { CredentialSource } from './verifier.js';

export type ReadCredential =
  | { readonly state: 'absent' }
  | { readonly state: 'present'; readonly value: string; readonly scheme?: 'DPoP' }
  | { readonly state: 'malformed'; readonly reason: string };

/** Where one scheme's credential stands in a request, as the contract says. */
export interface CredentialReader {
  readonly challenges: readonly string[];
  /** Lower-case names of header fields that carry it. */
  readonly headers: readonly string[];
  read(source: CredentialSource): ReadCredential;
}

const absent: ReadCredential = { state: 'absent' };

function only(values: readonly string[], where: string): ReadCredential {
  if (values.length === 0) return absent;
  // Two credentials: the gateway would judge one and the upstream might use the other.
  if (values.length > 1) return { state: 'malformed', reason: `${where} carries the credential twice` };
  return { state: 'present', value: values[0]! };
}

/** Reads `Authorization` by the names of authentication schemes; another one in the field is not ours: absent. */
function authorizationReader(challenges: readonly ('Bearer' | 'DPoP' | 'Basic')[]): CredentialReader {
  const schemes = new Set(challenges.map((name) => name.toLowerCase()));
  return {
    challenges,
    headers: challenges.includes('DPoP') ? ['authorization', 'dpop'] : ['authorization'],
    read({ headers }) {
      const field = headers.authorization?.trim() ?? '';
      const end = field.indexOf(' ');
      const scheme = (end < 0 ? field : field.slice(0, end)).toLowerCase();
      if (!schemes.has(scheme)) return absent;
      if (end < 0) return { state: 'malformed', reason: 'no credential after the scheme' };
      const value = field.slice(end).trim();
      // One token (RFC 9110 11.4): of several the upstream might take another than the one that is judged.
      if (/[\s,]/.test(value)) return { state: 'malformed', reason: 'more than one credential after the scheme' };
      return scheme === 'dpop' ? { state: 'present', value, scheme: 'DPoP' } : { state: 'present', value };
    },
  };
}

/** `Authorization: Bearer` (RFC 6750 2.1). */
export function bearerReader(): CredentialReader {
  return authorizationReader(['Bearer']);
}

/** Access tokens: `Bearer`, and `DPoP` with its proof (RFC 9449 7.1). The scheme that is expected comes first. */
export function tokenReader(boundTo?: TokenBinding): CredentialReader {
  return authorizationReader(boundTo === 'dpop' ? ['DPoP', 'Bearer'] : ['Bearer', 'DPoP']);
}

export function headerReader(name: string): CredentialReader {
  const field = name.toLowerCase();
  return {
    challenges: ['ApiKey'],
    headers: [field],
    read({ headers }) {
      const value = headers[field];
      if (value === undefined) return absent;
      return only(Array.isArray(value) ? value : [value], 'the header field');
    },
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function queryReader(name: string): CredentialReader {
  return {
    challenges: ['ApiKey'],
    headers: [],
    read({ query }) {
      const values: string[] = [];
      for (const pair of query.split('&')) {
        const at = pair.indexOf('=');
        if (decoded(at < 0 ? pair : pair.slice(0, at)) !== name) continue;
        values.push((at < 0 ? '' : decoded(pair.slice(at + 1))) ?? '');
      }
      return only(values, 'the query');
    },
  };
}

function cookieReader(name: string): CredentialReader {
  return {
    challenges: ['ApiKey'],
    headers: ['cookie'],
    read({ headers }) {
      if (headers.cookie === undefined) return absent;
      const pairs = headers.cookie.split(';').map((pair) => pair.trim());
      const own = pairs.filter((pair) => pair.startsWith(`${name}=`));
      return only(
        own.map((pair) => pair.slice(name.length + 1)),
        'the cookie field',
      );
    },
  };
}

const apiKeyReaders = { header: headerReader, query: queryReader, cookie: cookieReader } as const;

function carriedReader(scheme: SecurityScheme | undefined, unnamed: CredentialReader): CredentialReader | undefined {
  if (!scheme || scheme.type === 'oauth2' || scheme.type === 'openIdConnect') return unnamed;
  if (scheme.type === 'apiKey') return apiKeyReaders[scheme.in](scheme.parameter);
  return scheme.type === 'http' && /^(bearer|dpop)$/i.test(scheme.scheme) ? unnamed : undefined;
}

/**
 * The reader for a scheme of the contract; undefined where the credential cannot stand (a key in `mutualTLS`).
 * A scheme that only the policy knows uses `Authorization`, or `X-API-Key` for API keys. Certificates are not read
 * from the request at all.
 */
export function credentialReader(
  scheme: SecurityScheme | undefined,
  policy: Pick<SchemePolicy, 'kind'> & { readonly boundTo?: TokenBinding },
): CredentialReader | undefined {
  if (policy.kind === 'apiKeys') return carriedReader(scheme, scheme ? bearerReader() : headerReader('x-api-key'));
  if (policy.kind === 'certificate') return undefined;
  if (policy.kind !== 'basic') return carriedReader(scheme, tokenReader(policy.boundTo));
  return scheme?.type === 'http' && scheme.scheme.toLowerCase() === 'basic'
    ? authorizationReader(['Basic'])
    : undefined;
}
