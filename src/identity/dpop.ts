import { hash as digestOf } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, type CryptoKey, type JWK } from 'jose';
import { makeBoundedCache } from './bounded-cache.js';
import { importPublicKey, isPublic, signatureAlgorithms } from './key-set.js';
import { makeReplayMemory, proofLimits, type ReplayGuard } from './replay-memory.js';
import { refused, unverifiable, type Authentication, type CredentialSource } from './verifier.js';

export interface ProofParts {
  readonly clock: { now(): number };
  /** Origin under which clients call; undefined: that of the request. */
  readonly publicUrl: string | undefined;
  /** Remembers proofs; default: this check alone. */
  readonly replays?: ReplayGuard | undefined;
}

/** What a proof must fit. */
export interface Proven {
  readonly token: string;
  /** Thumbprint of the key that the token is bound to (`cnf.jkt`, RFC 9449 6.1). */
  readonly thumbprint: string;
  readonly source: CredentialSource;
}

/** Checks proofs of possession (RFC 9449 4.3). Undefined: the proof holds. */
export type ProofCheck = (proven: Proven) => Promise<Authentication | undefined>;

const maxProofLength = 4 * 1024;
const windowSeconds = 60;
const maxCachedKeys = 1_000;
const maxIdLength = 256;
const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const asProof = { scheme: 'DPoP', error: 'invalid_dpop_proof' } as const;
const bad = (reason: string): Authentication => refused(`DPoP proof: ${reason}`, asProof);

interface ProofHeader {
  readonly alg: string;
  readonly jwk: JWK;
}

function readHeader(proof: string): ProofHeader | string {
  if (proof.length > maxProofLength) return 'larger than 4 kB';
  if (!compactJws.test(proof)) return 'not one signed proof';
  let header: Readonly<Record<string, unknown>>;
  try {
    header = decodeProtectedHeader(proof);
  } catch {
    return 'the header cannot be read';
  }
  const { typ, alg, jwk, crit } = header;
  if (typ !== 'dpop+jwt') return 'the type is another';
  if (typeof alg !== 'string' || !signatureAlgorithms.has(alg)) return 'the algorithm is not allowed';
  if (crit !== undefined) return 'the header asks for an extension';
  if (!isPublic(jwk)) return 'no public key in the header';
  return { alg, jwk };
}

/** The keys of clients, by thumbprint and algorithm: the same client proves itself again and again. */
function keyRing() {
  const keys = makeBoundedCache<Promise<CryptoKey | undefined>>(maxCachedKeys);
  return (jwk: JWK, alg: string, thumbprint: string): Promise<CryptoKey | undefined> => {
    const name = `${alg} ${thumbprint}`;
    const known = keys.get(name);
    if (known) return known;
    const fresh = importPublicKey(jwk, alg);
    keys.set(name, fresh);
    return fresh;
  };
}

/** RFC 3986 6.2.2: percent-encoding in one spelling. */
function plainPath(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (code) => {
    const letter = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(letter) ? letter : code.toUpperCase();
  });
}

/** Scheme, host, port and path in one spelling; query and fragment do not count (RFC 9449 4.3 point 9). */
export function normalTarget(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, pathname, username, password } = new URL(text);
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return undefined;
  return origin + plainPath(pathname);
}

function targetOf({ headers, path, client }: CredentialSource, publicUrl: string | undefined): string | undefined {
  // HTTP/2 has the authority in place of the field (RFC 9113 8.3.1).
  const host = client?.host ?? headers.host ?? headers[':authority'];
  const origin = publicUrl ?? (host === undefined ? undefined : `${client?.tls ? 'https' : 'http'}://${String(host)}`);
  return origin === undefined || path === undefined ? undefined : normalTarget(origin + path);
}

function claimsOf(payload: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Why the claims of a proof do not fit the request, or undefined. Absent values never fit. */
function misfit(
  claims: Readonly<Record<string, unknown>>,
  { token, source }: Proven,
  { clock, publicUrl }: ProofParts,
): string | undefined {
  const { jti, htm, htu, iat, ath } = claims;
  if (typeof jti !== 'string' || jti === '' || jti.length > maxIdLength) return 'no id';
  if (typeof htm !== 'string' || htm !== source.method) return 'for another method';
  const target = targetOf(source, publicUrl);
  if (typeof htu !== 'string' || target === undefined || normalTarget(htu) !== target) return 'for another address';
  if (typeof iat !== 'number' || !(Math.abs(clock.now() / 1_000 - iat) <= windowSeconds)) return 'not of this minute';
  return ath === digestOf('sha256', token, 'base64url') ? undefined : 'for another token';
}

/**
 * Checks a proof against the token, the request and the clock, and that it is used once: proofs are remembered for as
 * long as they could be used again.
 */
export function makeProofCheck(parts: ProofParts): ProofCheck {
  const importKey = keyRing();
  const replays = parts.replays ?? makeReplayMemory(proofLimits, parts.clock.now);
  return async function check(proven) {
    const proof = proven.source.headers['dpop'];
    if (typeof proof !== 'string') return bad('missing');
    const header = readHeader(proof);
    if (typeof header === 'string') return bad(header);
    const { alg, jwk } = header;
    const thumbprint = await calculateJwkThumbprint(jwk).catch(() => undefined);
    if (thumbprint === undefined || thumbprint !== proven.thumbprint) return bad('signed by another key');
    const key = await importKey(jwk, alg, thumbprint);
    if (!key) return bad('the key cannot be used');
    const verified = await compactVerify(proof, key, { algorithms: [alg] }).catch(() => undefined);
    if (!verified) return bad('the signature is wrong');
    const claims = claimsOf(verified.payload);
    const reason = misfit(claims, proven, parts);
    if (reason !== undefined) return bad(reason);
    const taken = await replays.take(thumbprint, digestOf('sha256', String(claims['jti']), 'base64url'));
    if (taken === 'seen') return bad('used before');
    return taken === 'full' ? unverifiable('too many proofs to remember', 60) : undefined;
  };
}
