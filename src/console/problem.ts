import { formatError, PortcullisError, PortcullisErrors } from '../core/errors.js';
import type { ErrorCode } from '../core/error-codes.js';

/** A refusal by the control API itself, or an error of what it called, as RFC 9457 tells it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly facts: RefusalFacts;

  constructor(status: number, code: string, message: string, facts: RefusalFacts = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.facts = facts;
  }
}

export interface RefusalFacts {
  readonly retryAfterSeconds?: number;
  readonly expected?: string | undefined;
  readonly hint?: string | undefined;
  readonly errors?: readonly ProblemPlace[];
}

/** One place of a request, or of a file, that was refused. */
export interface ProblemPlace {
  readonly pointer?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly detail: string;
  readonly expected?: string;
  readonly hint?: string;
  readonly code?: string;
}

const titles: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'A login is needed',
  403: 'This is not allowed',
  404: 'There is no such thing',
  405: 'The method is not known here',
  409: 'It was changed meanwhile',
  413: 'The body is too large',
  415: 'The body is not JSON',
  421: 'Another host was asked for',
  422: 'The request cannot be done as it stands',
  429: 'Too many attempts',
  500: 'A fault of Portcullis',
  502: 'Somebody else does not answer',
  503: 'The store is busy or away',
  507: 'The disk is full',
};

const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  NOT_FOUND: 404,
  STORE_LOCKED: 503,
  STORE_UNREACHABLE: 503,
  VAULT_UNAVAILABLE: 503,
  FILE_UNWRITABLE: 507,
  TARGET_UNREACHABLE: 502,
  ACTOR_LOGIN_FAILED: 502,
  NOTIFICATION_FAILED: 502,
  INTERNAL: 500,
};

export interface Problem {
  readonly status: number;
  readonly document: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;
}

/** The document of an error. What is not ours says nothing of itself: it may hold anything. */
export function problemOf(error: unknown, requestId: string): Problem {
  const refusal = refusalOf(error);
  const { status, code, message, facts } = refusal;
  const { retryAfterSeconds, expected, hint, errors } = facts;
  const given = { ...(expected ? { expected } : {}), ...(hint ? { hint } : {}), ...(errors?.length ? { errors } : {}) };
  const type = `urn:portcullis:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  const document = {
    type,
    title: titles[status] ?? 'It was refused',
    status,
    detail: message,
    code,
    requestId,
    ...given,
  };
  return { status, document, retryAfterSeconds: retryAfterSeconds ?? (status === 503 ? 2 : undefined) };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof PortcullisError) return refusalOfOurs(error);
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Refusal(507, 'STORE_FULL', 'The disk is full');
  return new Refusal(500, 'INTERNAL', 'Something went wrong that should not; the log of the process has more');
}

function refusalOfOurs(error: PortcullisError): Refusal {
  const all = error instanceof PortcullisErrors ? error.errors : [error];
  const { expected, hint } = error;
  return new Refusal(statuses[error.code] ?? 422, error.code, error.message, {
    expected,
    hint,
    errors: all.map(placeOf),
  });
}

/** An error of a file as editors show it. */
export function placeOf(error: PortcullisError): ProblemPlace {
  const { place, message, expected, hint, code } = error;
  return {
    ...(place ? { file: place.file, line: place.line, column: place.column } : {}),
    detail: message,
    code,
    ...(expected ? { expected } : {}),
    ...(hint ? { hint } : {}),
  };
}

/** For the process's own log. */
export function faultText(error: unknown, requestId: string): string {
  const text = error instanceof PortcullisError ? formatError(error) : ((error as Error)?.stack ?? String(error));
  return `request ${requestId} of the console failed: ${text}`;
}
