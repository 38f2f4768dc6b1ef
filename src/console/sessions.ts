import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { emptyHash, fitsPassword, hashPassword, parseHash } from '../identity/password-file.js';
import type { ConsoleRole, ConsoleStore, ConsoleToken, ConsoleUser } from '../store/console.js';
import { Attempts } from './attempts.js';
import type { Caller } from './operation.js';
import { Refusal } from './problem.js';

/** A session ends after this long without a call, and in any case. */
export const idleMillis = 30 * 60_000;
export const longestMillis = 12 * 3_600_000;
const touchMillis = 60_000;
/** Passwords that are looked at together: each takes 128 MiB and half a second of a core. */
const mostAtOnce = 2;
const mostWaiting = 16;

/** A login with what the browser must hold: the value of its cookie. */
export interface OpenSession {
  readonly cookie: string;
  readonly caller: Caller;
}

/** Logins of people and tokens of programs. What the store keeps opens nothing. */
export class Sessions {
  readonly #store: ConsoleStore;
  readonly #now: () => number;
  readonly #attempts: Attempts;
  #looking = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(store: ConsoleStore, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.#attempts = new Attempts(now);
  }

  /** Throws `Refusal` 401 for a wrong name or password, alike and in the same time, and 429 after too many. */
  async login(user: string, password: string, address: string): Promise<OpenSession> {
    const wait = this.#attempts.waitSeconds(user, address);
    if (wait !== undefined) {
      const facts = { retryAfterSeconds: wait };
      throw new Refusal(429, 'LOGIN_LIMITED', 'Too many logins failed from here; wait a while', facts);
    }
    this.#attempts.begin(user, address);
    const known = await this.#store.user(user);
    const stored = await this.#store.passwordOf(user);
    const hash = stored === undefined ? undefined : parseHash(stored);
    const fits = await this.#slowly(() => fitsPassword(password, hash ?? emptyHash()));
    if (!known || !hash || known.disabled || !fits) {
      throw new Refusal(401, 'LOGIN_FAILED', 'User or password is wrong');
    }
    this.#attempts.succeeded(user, address);
    return this.open(known);
  }

  /** A session of a person who was recognised. Every login has a cookie of its own: none is taken over. */
  async open(user: ConsoleUser): Promise<OpenSession> {
    const cookie = randomBytes(32).toString('base64url');
    const now = Math.trunc(this.#now());
    const session = { digest: digestOf(cookie), user: user.name, createdAt: now, lastSeenAt: now };
    await this.#store.addSession({ ...session, expiresAt: now + longestMillis });
    return { cookie, caller: callerOf(user, { cookie, expiresAt: now + longestMillis }) };
  }

  /** Who has this cookie; undefined when the session is over or never was. */
  async find(cookie: string): Promise<Caller | undefined> {
    if (!/^[\w-]{43}$/.test(cookie)) return undefined;
    const session = await this.#store.session(digestOf(cookie));
    const now = Math.trunc(this.#now());
    if (!session || session.expiresAt <= now || session.lastSeenAt + idleMillis <= now) return undefined;
    const user = await this.#store.user(session.user);
    if (!user || user.disabled) return undefined;
    if (now - session.lastSeenAt >= touchMillis) await this.#store.touchSession(session.digest, now);
    return callerOf(user, { cookie, expiresAt: session.expiresAt });
  }

  /** Who has this token; undefined when it is over or never was. */
  async findToken(text: string): Promise<Caller | undefined> {
    if (!/^pct_[\w-]{43}$/.test(text)) return undefined;
    const token = await this.#store.tokenOf(digestOf(text));
    const now = Math.trunc(this.#now());
    if (!token || token.revokedAt !== undefined || token.expiresAt <= now) return undefined;
    await this.#store.touchToken(token.id, now);
    return { name: `token:${token.name}`, role: token.role, via: 'token', mustChangePassword: false };
  }

  end(digest: string): Promise<void> {
    return this.#store.endSession(digest);
  }

  /** Sets a new password, ends all sessions of the person and opens a new one. Throws `Refusal` for a weak one. */
  async changePassword(caller: Caller, { current, password, address }: PasswordChange): Promise<OpenSession> {
    const wait = this.#attempts.waitSeconds(caller.name, address);
    if (wait !== undefined) {
      throw new Refusal(429, 'LOGIN_LIMITED', 'Too many wrong passwords', { retryAfterSeconds: wait });
    }
    this.#attempts.begin(caller.name, address);
    const stored = await this.#store.passwordOf(caller.name);
    const hash = stored === undefined ? undefined : parseHash(stored);
    if (!hash || !(await this.#slowly(() => fitsPassword(current, hash)))) {
      throw fault('/current', 'The password of today is wrong', 'LOGIN_FAILED');
    }
    this.#attempts.succeeded(caller.name, address);
    if (current === password) throw fault('/password', 'The new password is the old one', 'PASSWORD_WEAK');
    const change = { password: await this.hash(password, caller.name), mustChangePassword: false };
    return this.open(await this.#store.changeUser(caller.name, change));
  }

  /** Hash of a password that is strong enough (NIST SP 800-63B-4: length, not kinds of characters). */
  async hash(password: string, name: string): Promise<string> {
    const isName = password.toLowerCase().includes(name.toLowerCase()) && password.length < name.length + 8;
    const isDull = new Set(password).size < 5;
    if ([...password].length < 12 || isName || isDull) {
      throw fault(
        '/password',
        'The password is easy to guess',
        'PASSWORD_WEAK',
        'at least 12 characters, not the name',
      );
    }
    return this.#slowly(() => hashPassword(password));
  }

  /** A password for once, as it is printed: 20 letters of 32, 100 bits. */
  async oneTime(): Promise<{ readonly password: string; readonly hash: string }> {
    const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
    const drawn = [...randomBytes(20)].map((byte) => letters[byte % letters.length]).join('');
    const password = drawn.replace(/(.{5})(?=.)/g, '$1-');
    return { password, hash: await this.#slowly(() => hashPassword(password)) };
  }

  /** A token for programs: shown once. */
  async addToken(token: Omit<ConsoleToken, 'createdAt'>): Promise<string> {
    const secret = `pct_${randomBytes(32).toString('base64url')}`;
    await this.#store.addToken({ ...token, createdAt: Math.trunc(this.#now()) }, digestOf(secret));
    return secret;
  }

  async #slowly<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length >= mostWaiting) {
      throw new Refusal(503, 'BUSY', 'Too many logins at once', { retryAfterSeconds: 5 });
    }
    if (this.#looking >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#looking += 1;
    try {
      return await work();
    } finally {
      this.#looking -= 1;
      this.#waiting.shift()?.();
    }
  }
}

interface PasswordChange {
  readonly current: string;
  readonly password: string;
  readonly address: string;
}

function fault(pointer: string, detail: string, code: string, expected?: string): Refusal {
  return new Refusal(422, code, detail, { expected, errors: [{ pointer, detail, ...(expected ? { expected } : {}) }] });
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Bound to the session, and not to be had without its cookie. */
function csrfOf(cookie: string): string {
  return createHmac('sha256', cookie).update('csrf of the console').digest('base64url');
}

function callerOf(user: ConsoleUser, { cookie, expiresAt }: { cookie: string; expiresAt: number }): Caller {
  const { name, role, via, mustChangePassword } = user;
  const session = { digest: digestOf(cookie), csrfToken: csrfOf(cookie), expiresAt };
  return Object.freeze({ name, role: role satisfies ConsoleRole, via, mustChangePassword, session });
}

/** In constant time. */
export function isSameToken(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
