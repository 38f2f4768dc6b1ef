import { createHmac, randomBytes } from 'node:crypto';
import type { BasicPolicy } from '../model/types.js';
import { makeBoundedCache } from './bounded-cache.js';
import type { CredentialReader } from './credential-reader.js';
import { emptyHash, fitsPassword, type PasswordHash } from './password-file.js';
import type { Principal } from './principal.js';
import { refused, unverifiable, type Authentication, type SchemeVerifier } from './verifier.js';
import type { WatchedFile } from './watched-file.js';
import { makeWorkQueue } from './work-queue.js';

export interface BasicParts {
  /** Name of the security scheme. */
  readonly scheme: string;
  readonly policy: BasicPolicy;
  readonly reader: CredentialReader;
  readonly users: WatchedFile<ReadonlyMap<string, PasswordHash>>;
  readonly clock: { now(): number };
}

interface Login {
  readonly name: string;
  readonly password: string;
}

const maxLength = 1_024;
const maxCached = 1_000;
const goodMillis = 60_000;

const wrong = refused('the name or the password is wrong');

/** RFC 7617 2: base64 of `name:password`, UTF-8, without control characters. */
function readLogin(value: string): Login | undefined {
  if (value.length > maxLength || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || /[\p{Cc}\uFFFD]/u.test(text)) return undefined;
  return { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

function principalOf(name: string, { scheme, policy }: BasicParts): Principal {
  const caller = policy.users.get(name);
  return Object.freeze({
    id: `user:${scheme}:${name}`,
    kind: 'user',
    subject: caller?.subject ?? name,
    tenant: caller?.tenant,
    roles: Object.freeze([...(caller?.roles ?? [])]),
    scopes: Object.freeze([...(caller?.scopes ?? [])]),
    claims: Object.freeze({}),
    credential: { scheme, id: name },
    expiresAt: undefined,
  });
}

/** Each takes 128 MiB and a core, so all schemes of the process share the places. */
const queue = makeWorkQueue({ atOnce: 2, waiting: 8 });

function isSame(a: PasswordHash, b: PasswordHash | undefined): boolean {
  return b !== undefined && a.digest.equals(b.digest) && a.salt.equals(b.salt);
}

/**
 * Names and passwords (RFC 7617). A right password is remembered for 60 s by a keyed hash; everything else is
 * computed, two at a time, so that guessing is slow and cannot take the machine. An unknown name costs the same.
 */
export function basicVerifier(parts: BasicParts): SchemeVerifier {
  const { scheme, reader, users, clock } = parts;
  const key = randomBytes(32);
  const good = makeBoundedCache<{
    readonly hash: PasswordHash;
    readonly outcome: Authentication;
    readonly until: number;
  }>(maxCached);
  const nobody = emptyHash();

  function remembered(digest: string, user: PasswordHash | undefined): Authentication | undefined {
    const entry = good.get(digest);
    return entry && clock.now() < entry.until && isSame(entry.hash, user) ? entry.outcome : undefined;
  }

  async function compute({ name, password }: Login, digest: string): Promise<Authentication> {
    const user = users.current()?.get(name);
    if (!(await fitsPassword(password, user ?? nobody)) || !user) return wrong;
    const outcome: Authentication = Object.freeze({ state: 'verified', principal: principalOf(name, parts) });
    good.set(digest, { hash: user, outcome, until: clock.now() + goodMillis });
    return outcome;
  }

  return {
    scheme,
    challenges: reader.challenges,
    headers: reader.headers,
    verify(source) {
      const credential = reader.read(source);
      if (credential.state === 'absent') return credential;
      const login = credential.state === 'present' ? readLogin(credential.value) : undefined;
      if (!login) return wrong;
      const digest = createHmac('sha256', key).update(`${login.name}:${login.password}`).digest('base64url');
      const known = remembered(digest, users.current()?.get(login.name));
      return known ?? queue(() => compute(login, digest)) ?? unverifiable('too many passwords are being checked');
    },
    close: () => undefined,
  };
}
