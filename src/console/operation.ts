import type http from 'node:http';
import type { App } from '../app/app.js';
import type { Readiness } from '../app/health.js';
import type { ConsoleRole } from '../store/console.js';
import type { Jobs } from './jobs.js';
import type { Schema } from './schemas.js';
import type { Sessions } from './sessions.js';
import type { SingleSignOn } from './single-sign-on.js';

/** Who may do what: the one table that every operation refers to. */
export const may = Object.freeze({
  read: ['viewer', 'analyst', 'operator', 'auditor', 'admin'],
  /** Decide about findings and detections, slow actors down, start what only reads. */
  triage: ['analyst', 'operator', 'admin'],
  /** Change what the gateway does. */
  operate: ['operator', 'admin'],
  /** Read and export the forensic record. */
  audit: ['auditor', 'admin'],
  administer: ['admin'],
} as const satisfies Readonly<Record<string, readonly ConsoleRole[]>>);

/** Who calls. */
export interface Caller {
  readonly name: string;
  readonly role: ConsoleRole;
  readonly via: 'password' | 'sso' | 'token';
  readonly mustChangePassword: boolean;
  /** Of a session: its digest, and the token that writes must carry. */
  readonly session?: { readonly digest: string; readonly csrfToken: string; readonly expiresAt: number };
}

/** What the console is made of; the same for all calls. */
export interface ConsoleHost {
  readonly app: App;
  readonly sessions: Sessions;
  readonly jobs: Jobs;
  readonly sso: SingleSignOn | undefined;
  /** State of the gateway of this process; undefined when the console runs alone. */
  readonly readiness: (() => Promise<Readiness>) | undefined;
  readonly isSecure: boolean;
}

/** One call, checked: role, form of parameters and body. */
export interface Call<Q = Readonly<Record<string, unknown>>, B = unknown> {
  readonly host: ConsoleHost;
  readonly app: App;
  readonly caller: Caller;
  /** Address of the client. */
  readonly address: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  readonly request: http.IncomingMessage;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** What an operation answers besides JSON with its usual status. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly json?: unknown;
  /** In pieces: server-sent events, an export. */
  readonly stream?: { readonly mediaType: string; readonly parts: AsyncIterable<string | Uint8Array> };
}

const replyMark = Symbol('reply');

export function reply(facts: Reply): Reply {
  return Object.freeze({ ...facts, [replyMark]: true });
}

export function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && replyMark in value;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One operation of the control API: what routes, checks and documents it. */
export interface ConsoleOperation {
  readonly id: string;
  readonly method: Method;
  /** Below `/api/v1`: `/findings/{fingerprint}`. */
  readonly path: string;
  readonly summary: string;
  /** `public`: without a login. `session`: everybody who is logged in, also with a password that must be changed. */
  readonly roles: readonly ConsoleRole[] | 'public' | 'session';
  readonly query?: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  /** Of the usual answer; default: any object. */
  readonly answer?: Schema;
  /** Of the usual answer; default 200. */
  readonly status?: number;
  readonly mediaType?: string;
  run(call: Call): Promise<unknown>;
}

interface Typed<Q, B> extends Omit<ConsoleOperation, 'run'> {
  run(call: Call<Q, B>): Promise<unknown>;
}

/** The types of query and body are what their schemas let through. */
export function operation<Q = Readonly<Record<string, unknown>>, B = unknown>(typed: Typed<Q, B>): ConsoleOperation {
  return Object.freeze(typed as ConsoleOperation);
}
