import type { Sql, Statement, Answer, Work } from '../control/work.js';
import type { SqliteFile } from './sqlite-file.js';

/** Runs work on the control tables in `control.db`, at once: nothing else of this process comes in between. */
export function sqliteSql(file: SqliteFile): Sql {
  file.exec('PRAGMA secure_delete = ON'); // what is freed in a page is overwritten, whichever statement frees it
  return {
    read: async (work) => finish(file, work()),
    transaction: async (work) => file.transaction(() => finish(file, work())),
    async scrub(tables) {
      // Pages that were freed before may hold what was plain then; one table has none of them.
      if (tables.length > 1) file.exec('VACUUM');
      file.truncateLog(); // it had the pages as they were before
    },
  };
}

function finish<T>(file: SqliteFile, work: Work<T>): T {
  let step = work.next();
  while (!step.done) step = work.next(answer(file, step.value));
  return step.value;
}

function answer(file: SqliteFile, { sql, values, wants }: Statement): Answer {
  if (wants === 'rows') return { rows: file.all(sql, ...values), changes: 0 };
  return { rows: [], changes: file.run(sql, ...values) };
}
