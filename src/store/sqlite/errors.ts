import { PortcullisError } from '../../core/errors.js';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that a person can do something about. */
const translators: Readonly<Record<number, (file: string, cause: unknown) => PortcullisError>> = {
  5: lockedError,
  6: lockedError,
  8: unwritableError,
  10: unwritableError,
  11: corruptError,
  13: unwritableError,
  14: (file, cause) => new PortcullisError('FILE_UNREADABLE', `${file} cannot be opened`, { cause }),
  26: corruptError,
};

/** Turns an SQLite error about `file` into ours; what is not the user's to mend is returned as it is. */
export function translateError(file: string, error: unknown): unknown {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  if (typeof code !== 'number') return error;
  return translators[code & 0xff]?.(file, error) ?? error;
}

/** `STORE_CORRUPT`, naming the file and the way out. Nothing is ever deleted. */
export function corruptError(file: string, cause: unknown): PortcullisError {
  return new PortcullisError('STORE_CORRUPT', `${file} is damaged or not a database`, {
    hint: `restore it from a backup, or move it away to start without it: mv ${file} ${file}.damaged`,
    cause,
  });
}

function lockedError(file: string, cause: unknown): PortcullisError {
  return new PortcullisError('STORE_LOCKED', `${file} is being written by another process`, {
    hint: 'try again, or stop the process that holds it',
    cause,
  });
}

function unwritableError(file: string, cause: unknown): PortcullisError {
  return new PortcullisError('FILE_UNWRITABLE', `${file} cannot be written`, {
    hint: 'check free space and the permissions of the data folder',
    cause,
  });
}
