import { PortcullisError } from '../core/errors.js';
import type { ApiModel, SchemePolicy } from '../model/types.js';
import { apiKeyVerifier, type KeyStore } from './api-key.js';
import { credentialReader } from './credential-reader.js';
import { makeJwksFetcher } from './jwks-fetch.js';
import { makeKeySource, type KeySource } from './jwks.js';
import { jwtVerifier, type JwtPolicy } from './jwt.js';
import type { SchemeVerifier } from './verifier.js';

export interface AuthenticatorDeps {
  readonly clock: { now(): number; monotonic(): number };
  /** Reads a key set file named in the policy; paths are as written there. */
  readonly readFile: (path: string) => Promise<string>;
  /** API keys. Without it a scheme of the kind `apiKeys` cannot be verified: its requirements deny. */
  readonly apiKeys?: { readonly store: KeyStore; readonly pepper: Uint8Array };
}

const fileCacheSeconds = 60;

/** Keys fetched in the clear could be anyone's: plain HTTP is for this machine only. */
function checkUrl(url: string): void {
  const { protocol, hostname } = new URL(url);
  const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && loopback)) return;
  throw new PortcullisError('POLICY_INVALID', 'Keys of an issuer must be fetched over HTTPS', {
    expected: 'an https:// address (http:// only for this machine)',
  });
}

function keySourceOf({ jwks }: JwtPolicy, { clock, readFile }: AuthenticatorDeps): KeySource {
  const { monotonic } = clock;
  if ('file' in jwks)
    return makeKeySource({ load: () => readFile(jwks.file), cacheSeconds: fileCacheSeconds, monotonic });
  checkUrl(jwks.url);
  const fetcher = makeJwksFetcher();
  return makeKeySource({
    load: () => fetcher.fetchText(jwks.url),
    cacheSeconds: jwks.cacheSeconds,
    monotonic,
    close: () => fetcher.close(),
  });
}

function verifierOf(model: ApiModel, scheme: string, deps: AuthenticatorDeps): SchemeVerifier | undefined {
  const policy = model.schemes.get(scheme) as SchemePolicy;
  const reader = credentialReader(model.securitySchemes.get(scheme), policy.kind);
  if (!reader) return undefined;
  const { clock, apiKeys } = deps;
  if (policy.kind === 'jwt') return jwtVerifier({ scheme, policy, reader, clock, keys: keySourceOf(policy, deps) });
  return apiKeys && apiKeyVerifier({ scheme, reader, clock, ...apiKeys });
}

/**
 * The verifiers of an API, by scheme name. A scheme that the policy does not configure, or whose credential cannot be
 * read (basic, mutualTLS), has none: requirements that name it deny. Close them when the model is replaced.
 */
export function createVerifiers(model: ApiModel, deps: AuthenticatorDeps): ReadonlyMap<string, SchemeVerifier> {
  const verifiers = new Map<string, SchemeVerifier>();
  for (const scheme of model.schemes.keys()) {
    const verifier = verifierOf(model, scheme, deps);
    if (verifier) verifiers.set(scheme, verifier);
  }
  return verifiers;
}
