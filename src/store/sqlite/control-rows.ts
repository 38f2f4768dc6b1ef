import path from 'node:path';
import type { ControlTable } from '../control/tables.js';
import type { Value } from '../control/work.js';
import { SqliteFile } from './sqlite-file.js';

const rowsAtOnce = 200;

export type ControlRow = Readonly<Record<string, Value>>;

/** The rows of `control.db` as they are, to be carried into another engine. */
export class ControlRows {
  readonly #file: SqliteFile;

  constructor(dataDir: string) {
    this.#file = new SqliteFile(path.join(dataDir, 'control.db'), { readOnly: true, synchronous: 'FULL' });
  }

  count({ name }: ControlTable): number {
    return this.#file.get<{ n: number }>(`SELECT count(*) AS n FROM ${name}`)!.n;
  }

  /** In the order of the key, some at a time. */
  *pages({ name, key }: ControlTable): Generator<readonly ControlRow[]> {
    if (key.length === 0) {
      yield this.#file.all<ControlRow>(`SELECT * FROM ${name}`);
      return;
    }
    const columns = key.join(', ');
    const after = `(${columns}) > (${key.map(() => '?').join(', ')})`;
    for (let last: ControlRow | undefined; ;) {
      const values = last ? key.map((column) => last![column]!) : [];
      const sql = `SELECT * FROM ${name} ${last ? `WHERE ${after}` : ''} ORDER BY ${columns} LIMIT ${rowsAtOnce}`;
      const rows = this.#file.all<ControlRow>(sql, ...values);
      if (rows.length > 0) yield rows;
      if (rows.length < rowsAtOnce) return;
      last = rows.at(-1);
    }
  }

  close(): void {
    this.#file.close();
  }
}
