import type { ShopCode } from './code.js';
import type { HoleId } from './holes.js';
import type { Store } from './database.js';
import type { Throttle } from './throttle.js';
import type { Tokens } from './tokens.js';
import { forbidden, unauthorized } from './problem.js';

export type Role = 'customer' | 'support' | 'admin';
export const roles: readonly Role[] = ['customer', 'support', 'admin'];

export type Principal = {
  readonly id: number;
  readonly roles: readonly Role[];
  readonly email: string;
  readonly session: { readonly id: string; readonly expiresAt: number };
};

/** What the handlers work with. */
export type Shop = {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly guesses: Throttle;
  readonly exports: Throttle;
  readonly vendorUrl: string;
  readonly dataFile: string;
  /** What `--code` brought. */
  readonly code: ShopCode;
  open(hole: HoleId): boolean;
};

export type Call = {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  readonly rawBody: Buffer;
  readonly principal: Principal | undefined;
};

export type Reply = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Operation = {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** `public`, or the roles that may call it; an empty list means everyone signed in. */
  readonly access: 'public' | readonly Role[];
  /** The access while the named hole is open. */
  readonly weakened?: { readonly by: HoleId; readonly access: 'public' | readonly Role[] };
  /** Exists only while this hole is open. */
  readonly onlyWith?: HoleId;
  handle(call: Call, shop: Shop): Reply | Promise<Reply>;
};

/** The principal of a call, or 401. */
export function signedIn(call: Call): Principal {
  if (!call.principal) throw unauthorized();
  return call.principal;
}

/** Whether the principal has one of the roles; a higher role includes the lower ones. */
export function hasRole(principal: Principal, wanted: readonly Role[]): boolean {
  const rank = Math.max(-1, ...principal.roles.map((role) => roles.indexOf(role)));
  return wanted.some((role) => rank >= roles.indexOf(role));
}

/** Whether the principal owns the object or works for the shop. */
export function mayTouch(principal: Principal, ownerId: number): boolean {
  return principal.id === ownerId || hasRole(principal, ['support']);
}

/** 403 unless the principal has one of the roles; an empty list asks for none. */
export function demandRole(principal: Principal, wanted: readonly Role[]): void {
  if (wanted.length > 0 && !hasRole(principal, wanted)) throw forbidden();
}

/** A page of a list, as every list operation answers it. */
export function page<T>(items: readonly T[], whole: { total: number; limit: number; offset: number }): Reply {
  return { status: 200, body: { items, ...whole } };
}

export const created = (body: unknown): Reply => ({ status: 201, body });
export const ok = (body: unknown): Reply => ({ status: 200, body });
export const noContent: Reply = { status: 204 };
