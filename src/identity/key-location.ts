import { PortcullisError } from '../core/errors.js';
import type { KeyLocation } from '../model/types.js';
import { makeFetcher, type Fetcher } from './http-fetch.js';
import { issuerMatcher } from './issuer.js';
import { makeKeySource, type KeySource } from './jwks.js';

export interface KeyLocationDeps {
  readonly monotonic: () => number;
  /** Reads a key set file; paths are as in the policy. */
  readonly readFile: (path: string) => Promise<string>;
}

const fileCacheSeconds = 60;
const limits = { timeoutMillis: 3_000, maxBytes: 64 * 1024, connections: 1 };

/** HTTPS, or this machine. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}

/** Keys fetched in the clear could be anyone's: plain HTTP is for this machine only. */
function checkUrl(url: string): void {
  if (isSafe(url)) return;
  throw new PortcullisError('POLICY_INVALID', 'Keys of an issuer must be fetched over HTTPS', {
    expected: 'an https:// address (http:// only for this machine)',
  });
}

function fetchKeys(fetcher: Fetcher, url: string): Promise<string> {
  return fetcher.fetchText(url, { headers: { accept: 'application/jwk-set+json, application/json' } });
}

/** Follows a discovery document: its `issuer` must be ours, and its `jwks_uri` stay on the host that the policy names. */
async function discover(
  fetcher: Fetcher,
  { discovery, host }: Extract<KeyLocation, { discovery: string }>,
  issuer: string,
): Promise<string> {
  const text = await fetcher.fetchText(discovery, { headers: { accept: 'application/json' } });
  const { issuer: named, jwks_uri: keys } = JSON.parse(text) as { issuer?: unknown; jwks_uri?: unknown };
  if (typeof named !== 'string' || !(named === issuer || issuerMatcher(issuer)(named))) {
    throw new Error('the discovery document is of another issuer');
  }
  if (typeof keys !== 'string' || !isSafe(keys) || new URL(keys).host !== host) {
    throw new Error('the discovery document names keys on another host');
  }
  return fetchKeys(fetcher, keys);
}

/** The keys of an issuer, from where the policy says. Throws POLICY_INVALID for an address without TLS. */
export function keySourceAt(jwks: KeyLocation, issuer: string, { monotonic, readFile }: KeyLocationDeps): KeySource {
  if ('file' in jwks) {
    return makeKeySource({ load: () => readFile(jwks.file), cacheSeconds: fileCacheSeconds, monotonic });
  }
  checkUrl('url' in jwks ? jwks.url : jwks.discovery);
  const fetcher = makeFetcher(limits);
  const load = 'url' in jwks ? () => fetchKeys(fetcher, jwks.url) : () => discover(fetcher, jwks, issuer);
  return makeKeySource({ load, cacheSeconds: jwks.cacheSeconds, monotonic, close: () => fetcher.close() });
}
