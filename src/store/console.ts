/** What somebody may do in the console and its API, from least to most. */
export const consoleRoles = ['viewer', 'analyst', 'operator', 'auditor', 'admin'] as const;
export type ConsoleRole = (typeof consoleRoles)[number];

/** A person of the console. Times are milliseconds since the epoch. */
export interface ConsoleUser {
  readonly name: string;
  readonly role: ConsoleRole;
  /** Where the person logs in: with a password of ours, or at the provider of single sign-on. */
  readonly via: 'password' | 'sso';
  /** The password was given by somebody else, or printed: it must be changed before anything else. */
  readonly mustChangePassword: boolean;
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly lastLoginAt?: number;
}

/** A login as stored: never the cookie itself. */
export interface ConsoleSession {
  /** SHA-256 of the cookie's value, hexadecimal. */
  readonly digest: string;
  readonly user: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
}

/** A token for programs as stored: never the token itself. */
export interface ConsoleToken {
  readonly id: string;
  readonly name: string;
  readonly role: ConsoleRole;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
}

export type UserChange = Partial<Pick<ConsoleUser, 'role' | 'disabled' | 'mustChangePassword'>> & {
  /** Hash in PHC string format. */
  readonly password?: string;
};

/** People, logins and tokens of the console. Every change but logins is in the audit log. */
export interface ConsoleStore {
  /** By name. */
  users(): Promise<readonly ConsoleUser[]>;
  user(name: string): Promise<ConsoleUser | undefined>;
  /** Hash of a password; undefined when there is no such person, or none with a password. */
  passwordOf(name: string): Promise<string | undefined>;
  /** Throws `USAGE` when the name is taken. */
  addUser(user: ConsoleUser, password?: string): Promise<void>;
  /** Ends the person's sessions where password, role or `disabled` change. Throws `NOT_FOUND`, and `USAGE` for the last admin. */
  changeUser(name: string, change: UserChange): Promise<ConsoleUser>;
  /** With the person's sessions. Throws `NOT_FOUND`, and `USAGE` for the last admin. */
  removeUser(name: string): Promise<void>;
  /** Remembers a login, and removes sessions that are over. */
  addSession(session: ConsoleSession): Promise<void>;
  session(digest: string): Promise<ConsoleSession | undefined>;
  touchSession(digest: string, time: number): Promise<void>;
  endSession(digest: string): Promise<void>;
  /** Newest first. */
  tokens(): Promise<readonly ConsoleToken[]>;
  /** `digest`: SHA-256 of the token, hexadecimal. */
  addToken(token: ConsoleToken, digest: string): Promise<void>;
  tokenOf(digest: string): Promise<ConsoleToken | undefined>;
  /** Written at most once a minute per token. */
  touchToken(id: string, time: number): Promise<void>;
  /** Throws `NOT_FOUND`. */
  revokeToken(id: string): Promise<ConsoleToken>;
}
