import { hash as digestOf } from 'node:crypto';
import type { IntrospectionPolicy } from '../model/types.js';
import { makeBindingCheck } from './binding.js';
import type { ReplayGuard } from './replay-memory.js';
import { makeBoundedCache } from './bounded-cache.js';
import type { CredentialReader } from './credential-reader.js';
import { AnswerStatusError, makeFetcher } from './http-fetch.js';
import { principalOfToken } from './token-principal.js';
import { refused, unverifiable, type Authentication, type SchemeVerifier } from './verifier.js';

export interface IntrospectionParts {
  /** Name of the security scheme. */
  readonly scheme: string;
  readonly policy: IntrospectionPolicy;
  readonly reader: CredentialReader;
  /** The secret itself. */
  readonly clientSecret: string;
  readonly clock: { now(): number };
  /** Remembers proofs of possession. */
  readonly replays?: ReplayGuard | undefined;
}

const limits = { timeoutMillis: 1_000, maxBytes: 64 * 1024, connections: 16 };
/** Questions under way: beyond them nobody waits. */
const maxFlights = 256;
const maxTokenLength = 8 * 1024;
const maxCached = 10_000;
const badMillis = 5_000;
/** RFC 6750 2.1 `b64token`. */
const tokenForm = /^[\w.~+/-]+=*$/;

const expired: Authentication = { state: 'refused', code: 'CREDENTIAL_EXPIRED', reason: 'the token has expired' };

interface Remembered {
  readonly outcome: Authentication;
  readonly until: number;
}

/** `client_secret_basic` (RFC 6749 2.3.1): both parts are form-encoded first. */
function basicCredential(id: string, secret: string): string {
  const encode = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}

type Claims = Readonly<Record<string, unknown>>;

function claimsIn(text: string): Claims {
  const claims: unknown = JSON.parse(text);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) throw new TypeError('not an object');
  if (typeof (claims as Claims)['active'] !== 'boolean') throw new TypeError('the answer does not say `active`');
  return claims as Claims;
}

/** Some servers answer 400 where the token is of a kind that they do not know, such as a signed one. */
function inactiveFor400(cause: unknown): string {
  if (cause instanceof AnswerStatusError && cause.status === 400) return '{"active":false}';
  throw cause;
}

function namesOne(value: unknown, wanted: readonly string[]): boolean {
  const named: readonly unknown[] = Array.isArray(value) ? value : [value];
  return named.some((name) => typeof name === 'string' && wanted.includes(name));
}

/** Why an active token is not for us, or undefined. What the policy asks for must be there. */
function refusalOf(claims: Claims, policy: IntrospectionPolicy, now: number): Authentication | undefined {
  const { exp, nbf, iss, aud } = claims;
  const leeway = policy.clockToleranceSeconds;
  for (const time of [exp, nbf]) {
    if (time !== undefined && !Number.isFinite(time)) return refused('a time of the token is malformed');
  }
  if (typeof exp === 'number' && now / 1_000 >= exp + leeway) return expired;
  if (typeof nbf === 'number' && now / 1_000 < nbf - leeway) return refused('the token is not valid yet');
  if (policy.issuer !== undefined && iss !== policy.issuer) return refused('the issuer is another');
  if (policy.audience && !namesOne(aud, policy.audience)) return refused('the audience is another');
  return undefined;
}

function verifiedOf(claims: Claims, hash: string, { scheme, policy }: IntrospectionParts): Authentication {
  const { exp, iss } = claims;
  const principal = principalOfToken({
    scheme,
    how: 'token',
    issuer: typeof iss === 'string' ? iss : new URL(policy.url).origin,
    tenant: undefined,
    claims,
    names: policy.claims,
    hash,
    expiresAt: typeof exp === 'number' ? exp : undefined,
  });
  return Object.freeze({ state: 'verified', principal });
}

/** Good and bad answers are remembered apart, so that guesses cannot push good tokens out. */
function makeMemory({ policy, clock }: IntrospectionParts) {
  const good = makeBoundedCache<Remembered>(maxCached);
  const bad = makeBoundedCache<Remembered>(maxCached);
  return {
    get(hash: string): Authentication | undefined {
      const entry = good.get(hash) ?? bad.get(hash);
      return entry && clock.now() < entry.until ? entry.outcome : undefined;
    },
    set(hash: string, outcome: Authentication): void {
      good.delete(hash);
      if (outcome.state !== 'verified') return bad.set(hash, { outcome, until: clock.now() + badMillis });
      const { expiresAt = Number.POSITIVE_INFINITY } = outcome.principal;
      const until = Math.min(clock.now() + policy.cacheSeconds * 1_000, expiresAt * 1_000);
      bad.delete(hash);
      return good.set(hash, { outcome, until });
    },
  };
}

/** What went wrong, without what the server said. */
function wordsFor(cause: unknown): string {
  const { name = '', message = '' } = cause instanceof Error ? cause : {};
  if (name === 'TimeoutError') return 'the authorization server is too slow';
  return /^the (issuer|answer)/.test(message) ? message : 'the authorization server does not answer as it should';
}

/**
 * Asks the authorization server about every token (RFC 7662): one question at a time for one token, 1 s, and when it
 * does not answer nobody is let in. A good answer is remembered until min(`exp`, `cacheSeconds`), a bad one for 5 s,
 * both by SHA-256 of the token; so a revocation holds after `cacheSeconds` at the latest.
 */
export function introspectionVerifier(parts: IntrospectionParts): SchemeVerifier {
  const { scheme, policy, reader, clientSecret, clock } = parts;
  const fetcher = makeFetcher(limits);
  const memory = makeMemory(parts);
  const flights = new Map<string, Promise<Authentication>>();
  const bind = makeBindingCheck(policy.boundTo, { clock, publicUrl: policy.publicUrl, replays: parts.replays });
  const headers = {
    authorization: basicCredential(policy.clientId, clientSecret),
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };

  async function ask(token: string, hash: string): Promise<Authentication> {
    const body = new URLSearchParams({ token, token_type_hint: 'access_token' }).toString();
    const askedAt = clock.now();
    const claims = claimsIn(await fetcher.fetchText(policy.url, { headers, body }).catch(inactiveFor400));
    const refusal = claims['active'] === true ? refusalOf(claims, policy, askedAt) : refused('the token is not active');
    const outcome = refusal ?? verifiedOf(claims, hash, parts);
    memory.set(hash, outcome);
    return outcome;
  }

  function take(token: string, hash: string): Promise<Authentication> {
    const under = flights.get(hash);
    if (under) return under;
    if (flights.size >= maxFlights) return Promise.resolve(unverifiable('too many questions are under way'));
    const flight = ask(token, hash)
      .catch((cause: unknown) => unverifiable(wordsFor(cause)))
      .finally(() => flights.delete(hash));
    flights.set(hash, flight);
    return flight;
  }

  return {
    scheme,
    challenges: reader.challenges,
    headers: reader.headers,
    verify(source) {
      const credential = reader.read(source);
      if (credential.state === 'absent') return credential;
      if (credential.state === 'malformed') return refused(credential.reason);
      const token = credential.value;
      if (token.length > maxTokenLength || !tokenForm.test(token)) return refused('not the form of a token');
      const hash = digestOf('sha256', token, 'base64url');
      const presented = { token, scheme: credential.scheme };
      const known = memory.get(hash);
      if (known) return bind(known, presented, source);
      return take(token, hash).then((outcome) => bind(outcome, presented, source));
    },
    close: () => fetcher.close(),
  };
}
