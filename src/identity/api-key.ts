import { timingSafeEqual } from 'node:crypto';
import { secretDigest } from '../vault/secret-hash.js';
import { makeBoundedCache } from './bounded-cache.js';
import type { CredentialReader } from './credential-reader.js';
import type { Principal } from './principal.js';
import { refused, unverifiable, type Authentication, type SchemeVerifier } from './verifier.js';

/** An API key as the store keeps it: never the key itself. */
export interface KeyRecord {
  readonly id: string;
  /** HMAC-SHA256 of the whole key with the pepper. */
  readonly digest: Uint8Array;
  readonly subject: string | undefined;
  readonly tenant: string | undefined;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Seconds since the epoch. */
  readonly expiresAt: number | undefined;
  readonly revoked: boolean;
}

/** Where API keys are looked up. */
export interface KeyStore {
  find(id: string): KeyRecord | undefined | Promise<KeyRecord | undefined>;
  /** Grows whenever any key changes; then nothing remembered is used. So a revocation works at once. */
  revision?(): number;
}

export interface ApiKeyParts {
  readonly scheme: string;
  readonly reader: CredentialReader;
  readonly store: KeyStore;
  /** Secret of the installation, at least 32 bytes: a stolen table of digests cannot be searched without it. */
  readonly pepper: Uint8Array;
  readonly clock: { now(): number };
}

const maxKeyLength = 512;
const maxCachedKeys = 10_000;
const goodMillis = 60_000;
const badMillis = 10_000;
/** How long a good answer holds while the store does not answer; counted from the answer. */
const outageMillis = 300_000;
const ownFormat = /^[a-z][a-z0-9]{0,15}_([A-Za-z0-9]{8,32})\.[A-Za-z0-9_-]{20,}$/;
const visible = /^[\x21-\x7e]+$/;

interface CachedKey {
  readonly outcome: Authentication;
  readonly expiresAt: number;
  readonly until: number;
  /** Holds this long when it cannot be asked again. */
  readonly outageUntil: number;
}

const invalid = refused('the key is not valid');
const expired: Authentication = { state: 'refused', code: 'CREDENTIAL_EXPIRED', reason: 'the key has expired' };
const keysUnreadable = unverifiable('the key store does not answer');

/**
 * The id under which a key is stored. Keys of ours carry it (`pk_<id>.<secret>`); a key issued elsewhere and imported
 * is found by the start of its digest.
 */
export function keyIdOf(key: string, pepper: Uint8Array): string {
  return ownFormat.exec(key)?.[1] ?? `imported-${secretDigest(key, pepper).toString('hex').slice(0, 32)}`;
}

function principalOf(record: KeyRecord, scheme: string): Principal {
  return Object.freeze({
    id: `key:${record.id}`,
    kind: 'key',
    subject: record.subject,
    tenant: record.tenant,
    roles: Object.freeze([...record.roles]),
    scopes: Object.freeze([...record.scopes]),
    claims: Object.freeze({ ...record.claims }),
    credential: { scheme, id: record.id },
    expiresAt: record.expiresAt,
  });
}

/** Good and bad answers are remembered apart, so that guesses cannot push good keys out. */
function makeMemory(store: KeyStore) {
  const good = makeBoundedCache<CachedKey>(maxCachedKeys);
  const bad = makeBoundedCache<CachedKey>(maxCachedKeys);
  let revision = store.revision?.();
  return {
    get(name: string, now: number): CachedKey | undefined {
      if (store.revision && revision !== store.revision()) {
        revision = store.revision();
        good.clear();
        bad.clear();
      }
      const entry = good.get(name) ?? bad.get(name);
      return entry && now < entry.until ? entry : undefined;
    },
    /** A good answer of before, while the store cannot be asked. */
    getInOutage(name: string, now: number): CachedKey | undefined {
      const entry = good.get(name);
      return entry && now < entry.outageUntil ? entry : undefined;
    },
    set(name: string, entry: CachedKey): void {
      const isGood = entry.outcome.state === 'verified';
      (isGood ? good : bad).set(name, entry);
      (isGood ? bad : good).delete(name);
    },
    revision: () => revision,
  };
}

/**
 * Checks API keys. A good answer is remembered for 60 s (5 min while the store does not answer), a bad one for 10 s, both
 * bounded; the secret is compared in
 * constant time, and an unknown id costs the same comparison as a wrong secret.
 */
export function apiKeyVerifier({ scheme, reader, store, pepper, clock }: ApiKeyParts): SchemeVerifier {
  const memory = makeMemory(store);
  const nobody = secretDigest('', pepper);

  function judge(digest: Buffer, record: KeyRecord | undefined): Authentication {
    const expected = record?.digest.length === digest.length ? record.digest : nobody;
    const equal = timingSafeEqual(digest, expected);
    if (!record || !equal) return invalid;
    if (record.revoked) return { ...refused('the key was revoked'), credentialId: record.id } as Authentication;
    if (record.expiresAt !== undefined && clock.now() / 1_000 >= record.expiresAt) {
      return { ...expired, credentialId: record.id } as Authentication;
    }
    return Object.freeze({ state: 'verified', principal: principalOf(record, scheme) });
  }

  function decide(name: string, digest: Buffer, record: KeyRecord | undefined): Authentication {
    const outcome = judge(digest, record);
    const now = clock.now();
    const until = now + (outcome.state === 'verified' ? goodMillis : badMillis);
    const expiresAt = record?.expiresAt ?? Number.POSITIVE_INFINITY;
    memory.set(name, { outcome, expiresAt, until, outageUntil: now + outageMillis });
    return outcome;
  }

  function answerOf({ outcome, expiresAt }: CachedKey): Authentication {
    return outcome.state === 'verified' && clock.now() / 1_000 >= expiresAt ? expired : outcome;
  }

  /** Nobody can revoke a key while the store is away; what it said last holds for a while, then all is closed. */
  function withoutStore(name: string): Authentication {
    const entry = memory.getInOutage(name, clock.now());
    return entry ? answerOf(entry) : keysUnreadable;
  }

  function lookUp(key: string, digest: Buffer, name: string): Authentication | Promise<Authentication> {
    const id = ownFormat.exec(key)?.[1] ?? `imported-${digest.toString('hex').slice(0, 32)}`;
    const revision = memory.revision();
    try {
      const found = store.find(id);
      if (!(found instanceof Promise)) return decide(name, digest, found);
      return found.then(
        // A key that changed while it was looked up is judged, but not remembered.
        (record) => (revision === memory.revision() ? decide(name, digest, record) : judge(digest, record)),
        () => withoutStore(name),
      );
    } catch {
      return withoutStore(name);
    }
  }

  return {
    scheme,
    challenges: reader.challenges,
    headers: reader.headers,
    verify(source) {
      const credential = reader.read(source);
      if (credential.state === 'absent') return credential;
      if (credential.state === 'malformed') return refused(credential.reason);
      const key = credential.value;
      if (key.length > maxKeyLength || !visible.test(key)) return invalid;
      const digest = secretDigest(key, pepper);
      const name = digest.toString('base64url');
      const entry = memory.get(name, clock.now());
      if (!entry) return lookUp(key, digest, name);
      return answerOf(entry);
    },
    close: () => undefined,
  };
}
