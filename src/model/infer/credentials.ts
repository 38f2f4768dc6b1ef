import type { Credential, Pair } from './sample.js';

const keyHeader =
  /^(?:x-)?(?:[a-z0-9]+-){0,3}(?:api-?key|apikey|access-?key|auth-?(?:key|token)|access-?token|session-?(?:id|token)|token|secret|api-?token)$/i;
const keyQuery = /^(?:api[-_.]?key|access[-_]?token|auth[-_]?token|token|access[-_]?key|sig|signature|secret)$/i;
const sessionCookie = /sess|^sid$|[._-]sid$|token|auth|jwt|remember|identity|login/i;
/** Cookies against forged calls tell nothing of the caller. */
const forgery = /csrf|xsrf/i;

/** Words before the secret of an `Authorization` header, as IANA lists them. */
const httpSchemes = new Set(['bearer', 'basic', 'digest', 'hoba', 'mutual', 'negotiate', 'vapid', 'dpop']);

function ofAuthorization(value: string): Credential {
  const word = /^([A-Za-z]+)\s/.exec(value)?.[1]?.toLowerCase();
  return word !== undefined && httpSchemes.has(word)
    ? { type: 'http', scheme: word }
    : { type: 'apiKey', in: 'header', name: 'Authorization' };
}

function ofHeader({ name, value }: Pair): readonly Credential[] {
  if (/^authorization$/i.test(name)) return [ofAuthorization(value)];
  if (/^cookie$/i.test(name)) return cookieNames(value).flatMap(ofCookie);
  return isKeyHeader(name) ? [{ type: 'apiKey', in: 'header', name }] : [];
}

function ofCookie(name: string): readonly Credential[] {
  const counts = sessionCookie.test(name) && !forgery.test(name) && /^[\w.-]{1,64}$/.test(name);
  return counts ? [{ type: 'apiKey', in: 'cookie', name }] : [];
}

const cookieNames = (value: string): readonly string[] => value.split(';').map((part) => part.split('=', 1)[0]!.trim());

export const isKeyHeader = (name: string): boolean => keyHeader.test(name) && !forgery.test(name);
export const isKeyQuery = (name: string): boolean => keyQuery.test(name);

/** One scheme once, however often it was sent. */
export const keyOf = (credential: Credential): string =>
  credential.type === 'http'
    ? `http ${credential.scheme}`
    : `${credential.in} ${credential.in === 'header' ? credential.name.toLowerCase() : credential.name}`;

/** How a call says who makes it: by its headers, cookies and query. */
export function credentialsOf(
  headers: readonly Pair[],
  query: readonly Pair[],
  cookies: readonly string[] = [],
): Credential[] {
  const found = [
    ...headers.flatMap(ofHeader),
    ...cookies.flatMap(ofCookie),
    ...query
      .filter(({ name }) => isKeyQuery(name))
      .map(({ name }) => ({ type: 'apiKey', in: 'query', name }) satisfies Credential),
  ];
  return [...new Map(found.map((one) => [keyOf(one), one])).values()];
}
