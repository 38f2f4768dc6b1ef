import { hash as digestOf } from 'node:crypto';
import { errors, UnsecuredJWT, type JWTPayload } from 'jose';
import { PortcullisError } from '../core/errors.js';
import type { JwtPolicy } from '../model/types.js';
import { makeBindingCheck } from './binding.js';
import type { ReplayGuard } from './replay-memory.js';
import { makeBoundedCache } from './bounded-cache.js';
import type { CredentialReader } from './credential-reader.js';
import { issuerMatcher, type KnownIssuer } from './issuer.js';
import type { KeyLookup, KeySource } from './jwks.js';
import { importKey, signatureAlgorithms } from './key-set.js';
import type { Principal } from './principal.js';
import { isSignedBy } from './signature.js';
import { principalOfToken } from './token-principal.js';
import { refused, unverifiable, type Authentication, type SchemeVerifier } from './verifier.js';

export interface JwtParts {
  /** Name of the security scheme. */
  readonly scheme: string;
  readonly policy: JwtPolicy;
  readonly reader: CredentialReader;
  readonly keys: KeySource;
  readonly clock: { now(): number };
  /** Remembers proofs of possession. */
  readonly replays?: ReplayGuard | undefined;
}

const maxTokenLength = 8 * 1024;
const maxCachedTokens = 10_000;
const cacheMillis = 5 * 60_000;
/** A key id that is absent may fit several keys: so many are tried. */
const maxKeysTried = 5;
const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Header members that let the sender choose the key or change the meaning of the token (RFC 8725 3.10, RFC 7515 4.1). */
const refusedMembers = ['crit', 'jku', 'jwk', 'x5u', 'x5c', 'zip', 'b64'] as const;
const usualTypes = ['jwt', 'at+jwt'];

interface CachedToken {
  readonly principal: Principal;
  readonly outcome: Authentication;
  readonly until: number;
  readonly generation: number;
}

interface TokenHeader {
  readonly alg: string;
  readonly kid: string | undefined;
}

const expired: Authentication = { state: 'refused', code: 'CREDENTIAL_EXPIRED', reason: 'the token has expired' };

/** Refuses at load what could only be a mistake: symmetric or unknown algorithms, no audience, a wild clock. */
export function checkJwtPolicy(policy: JwtPolicy): void {
  const bad = policy.algorithms.find((alg) => !signatureAlgorithms.has(alg));
  if (bad !== undefined || policy.algorithms.length === 0) {
    throw new PortcullisError('POLICY_INVALID', `The algorithm ${bad ?? '(none)'} cannot be trusted for tokens`, {
      expected: `some of ${[...signatureAlgorithms].join(', ')}`,
    });
  }
  if (policy.audience.length === 0) {
    throw new PortcullisError('POLICY_INVALID', 'Tokens need an audience', { expected: 'the name of this API' });
  }
  const leeway = policy.clockToleranceSeconds;
  if (!(leeway >= 0 && leeway <= 300)) {
    throw new PortcullisError('POLICY_INVALID', 'The clock tolerance is out of range', {
      expected: '0 to 300 seconds',
    });
  }
}

/** RFC 7515 4.1.9: `application/` may be left out, and letters in any case. */
function isOfType(typ: unknown, types: readonly string[] | undefined): boolean {
  if (typ === undefined) return types === undefined;
  if (typeof typ !== 'string') return false;
  const short = (type: string) => type.toLowerCase().replace(/^application\//, '');
  return (types ?? usualTypes).some((type) => short(type) === short(typ));
}

/** Reads the protected header and refuses everything that is not plainly one of our tokens. */
function readHeader(token: string, { algorithms, types }: JwtPolicy): TokenHeader | string {
  if (token.length > maxTokenLength) return 'the token is larger than 8 kB';
  if (!compactJws.test(token)) return 'not a signed token';
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8'));
  } catch {
    return 'the header is not JSON';
  }
  if (typeof header !== 'object' || header === null) return 'the header is not an object';
  const { alg, kid, typ } = header;
  if (typeof alg !== 'string' || !algorithms.includes(alg)) return 'the algorithm is not allowed';
  if (refusedMembers.some((name) => Object.hasOwn(header, name))) return 'the header chooses its own key';
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > 256)) return 'the key id is malformed';
  if (!isOfType(typ, types)) return 'the type is another';
  return { alg, kid };
}

type CheckedClaims =
  { readonly payload: JWTPayload } | { readonly payload?: undefined; readonly refusal: Authentication };

const unsecuredHeader = Buffer.from('{"alg":"none"}').toString('base64url');

/**
 * Judges the claims of a token whose signature holds. The library checks signatures by WebCrypto only, so it is handed
 * the payload alone.
 */
function checkClaims(token: string, { policy, clock }: JwtParts): CheckedClaims {
  const payload = token.slice(token.indexOf('.') + 1, token.lastIndexOf('.'));
  try {
    return UnsecuredJWT.decode(`${unsecuredHeader}.${payload}.`, {
      audience: [...policy.audience],
      requiredClaims: ['exp'],
      clockTolerance: policy.clockToleranceSeconds,
      currentDate: new Date(clock.now()),
    });
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) return { refusal: expired };
    // Anything else is the token's fault; the code of the library names it for the event.
    return { refusal: refused(cause instanceof errors.JOSEError ? cause.code : 'the claims cannot be read') };
  }
}

/**
 * Checks signed tokens of one issuer (RFC 7519, RFC 8725, RFC 9068): algorithm pinned, `iss` exact, `aud` and `exp`
 * required. A verified token is remembered by its SHA-256 until min(`exp`, 5 min) or until the issuer's keys change;
 * `exp` is looked at on every use. Refusals are not remembered.
 */
export function jwtVerifier(parts: JwtParts): SchemeVerifier {
  const { scheme, policy, reader, keys, clock } = parts;
  checkJwtPolicy(policy);
  const cache = makeBoundedCache<CachedToken>(maxCachedTokens);
  const knownIssuer = issuerMatcher(policy.issuer);
  const bind = makeBindingCheck(policy.boundTo, { clock, publicUrl: policy.publicUrl, replays: parts.replays });
  const leeway = policy.clockToleranceSeconds;

  function remembered(hash: string): Authentication | undefined {
    const entry = cache.get(hash);
    if (!entry) return undefined;
    const now = clock.now();
    if (now < entry.until && entry.generation === keys.generation) {
      if (now / 1_000 < entry.principal.expiresAt! + leeway) return entry.outcome;
    }
    cache.delete(hash);
    return undefined;
  }

  function check(token: string, hash: string, { alg, kid }: TokenHeader): Authentication | Promise<Authentication> {
    const lookup = keys.find(alg, kid);
    if (!(lookup instanceof Promise)) return checkWith(lookup, { token, hash, alg });
    return lookup.then((found) => checkWith(found, { token, hash, alg }));
  }

  function checkWith(lookup: KeyLookup, { token, hash, alg }: { token: string; hash: string; alg: string }) {
    if (lookup.state === 'unknown') return refused('the key is unknown');
    if (lookup.state === 'unavailable') return unverifiable('no keys of the issuer', lookup.retryAfterSeconds);
    const usable = lookup.keys.slice(0, maxKeysTried).flatMap((entry) => importKey(entry) ?? []);
    if (usable.length === 0) return refused('the key cannot be used');
    if (!usable.some((key) => isSignedBy(token, key, alg))) return refused('the signature is wrong');
    const checked = checkClaims(token, parts);
    return checked.payload ? accept(hash, checked.payload) : checked.refusal;
  }

  function accept(hash: string, payload: JWTPayload): Authentication {
    const issuer = knownIssuer(payload.iss);
    if (!issuer) return refused('the issuer is another');
    if (policy.tenants && !policy.tenants.includes(issuer.tenant ?? '')) return refused('the tenant is another');
    return remember(hash, payload, issuer);
  }

  function remember(hash: string, payload: JWTPayload, issuer: KnownIssuer): Authentication {
    const names = policy.claims;
    const facts = { scheme, how: 'jwt' as const, ...issuer, claims: payload, names, hash, expiresAt: payload.exp };
    const principal = principalOfToken(facts);
    const outcome: Authentication = Object.freeze({ state: 'verified', principal });
    cache.set(hash, { principal, outcome, until: clock.now() + cacheMillis, generation: keys.generation });
    return outcome;
  }

  function judge(token: string): Authentication | Promise<Authentication> {
    if (token.length > maxTokenLength) return refused('the token is larger than 8 kB');
    const hash = digestOf('sha256', token, 'base64url');
    const known = remembered(hash);
    if (known) return known;
    const header = readHeader(token, policy);
    return typeof header === 'string' ? refused(header) : check(token, hash, header);
  }

  return {
    scheme,
    challenges: reader.challenges,
    headers: reader.headers,
    verify(source) {
      const credential = reader.read(source);
      if (credential.state === 'absent') return credential;
      if (credential.state === 'malformed') return refused(credential.reason);
      const presented = { token: credential.value, scheme: credential.scheme };
      const outcome = judge(credential.value);
      if (!(outcome instanceof Promise)) return bind(outcome, presented, source);
      return outcome.then((settled) => bind(settled, presented, source));
    },
    warm: () => keys.warm(),
    close: () => keys.close(),
  };
}
