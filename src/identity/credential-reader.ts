import type { SecurityScheme } from '../model/types.js';
import type { CredentialSource } from './verifier.js';

export type ReadCredential =
  | { readonly state: 'absent' }
  | { readonly state: 'present'; readonly value: string }
  | { readonly state: 'malformed'; readonly reason: string };

/** Where one scheme's credential stands in a request, as the contract says. */
export interface CredentialReader {
  readonly challenge: string;
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

/** `Authorization: Bearer` (RFC 6750 2.1). Another authentication scheme in the field is not ours: absent. */
export function bearerReader(): CredentialReader {
  return {
    challenge: 'Bearer',
    headers: ['authorization'],
    read({ headers }) {
      const field = headers.authorization;
      if (field === undefined) return absent;
      const [, value] = /^bearer(?: +(.*))?$/is.exec(field) ?? [];
      if (value === undefined) return /^bearer\s*$/i.test(field) ? { state: 'malformed', reason: 'no token' } : absent;
      return { state: 'present', value: value.trim() };
    },
  };
}

export function headerReader(name: string): CredentialReader {
  const field = name.toLowerCase();
  return {
    challenge: 'ApiKey',
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
    challenge: 'ApiKey',
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
    challenge: 'ApiKey',
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

/**
 * The reader for a scheme of the contract; undefined for schemes whose credential we cannot read (basic, mutualTLS).
 * A scheme that only the policy knows uses `Authorization: Bearer`, or `X-API-Key` for API keys.
 */
export function credentialReader(
  scheme: SecurityScheme | undefined,
  kind: 'jwt' | 'apiKeys',
): CredentialReader | undefined {
  if (!scheme) return kind === 'jwt' ? bearerReader() : headerReader('x-api-key');
  if (scheme.type === 'apiKey') return apiKeyReaders[scheme.in](scheme.parameter);
  if (scheme.type === 'mutualTLS') return undefined;
  if (scheme.type === 'http' && scheme.scheme.toLowerCase() !== 'bearer') return undefined;
  return bearerReader();
}
