import { PortcullisError } from '../../core/errors.js';
import type { ErrorCode } from '../../core/error-codes.js';

type Translation = readonly [code: ErrorCode, message: string, hint: string];

const unreachable: Translation = [
  'STORE_UNREACHABLE',
  'The database of the store does not answer',
  'check that PostgreSQL runs and that its address in store.url is right',
];
const refused: Translation = [
  'STORE_UNREACHABLE',
  'The database of the store refuses the connection',
  'check the user, the password and the database in store.url',
];
const locked: Translation = ['STORE_LOCKED', 'The database of the store is busy with another writer', 'try again'];
const full: Translation = ['FILE_UNWRITABLE', 'The database of the store has no space left', 'free some on its disk'];
const readOnly: Translation = [
  'FILE_UNWRITABLE',
  'The store is open for reading only',
  'write through a connection to the primary server',
];
const forbidden: Translation = [
  'STORE_INSECURE',
  'The database user may not use the tables of the store',
  'the user that runs Portcullis must own the schema portcullis',
];

/** By SQLSTATE (PostgreSQL, appendix A), longest fitting beginning first. */
const byState: readonly (readonly [start: string, translation: Translation])[] = [
  ['25006', readOnly],
  ['42501', forbidden],
  ['53100', full],
  ['55P03', locked],
  ['40', locked],
  ['57014', locked],
  ['28', refused],
  ['3D', refused],
  ['08', unreachable],
  ['53', unreachable],
  ['57P', unreachable],
];

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
const networkMessages = /timeout|terminated|not queryable|Cannot use a pool|closed/i;

/** Turns an error of the driver or the server into ours; what is not the user's to mend is returned as it is. */
export function translateError(error: unknown): unknown {
  if (error instanceof PortcullisError) return error;
  const found = translationOf(error);
  if (!found) return error;
  const [code, message, hint] = found;
  return new PortcullisError(code, message, { hint, cause: error });
}

function translationOf(error: unknown): Translation | undefined {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string' && /^[\dA-Z]{5}$/.test(code) && !networkCodes.has(code)) {
    return byState.find(([start]) => code.startsWith(start))?.[1];
  }
  if (typeof code === 'string' && networkCodes.has(code)) return unreachable;
  return typeof message === 'string' && networkMessages.test(message) ? unreachable : undefined;
}

/** While nobody tries to reach the database. */
export function unreachableError(): PortcullisError {
  const [code, message, hint] = unreachable;
  return new PortcullisError(code, message, { hint });
}

/** True when the connection is of no more use. */
export function isConnectionLost(error: unknown): boolean {
  return translationOf(error) === unreachable;
}
