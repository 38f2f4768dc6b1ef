import fs from 'node:fs';
import type { SecurityEvent } from '../../core/events.js';
import { severities } from '../../core/finding.js';
import { idBytes, idText, isUuid } from '../event-id.js';
import type { EventFilter } from '../store.js';
import { eventConditions } from './event-conditions.js';
import { eventMigrations } from './event-schema.js';
import { hasSchema, migrate, type MigrateOptions } from './migrate.js';
import { present } from './rows.js';
import { SqliteFile, type Value } from './sqlite-file.js';

const namesRemembered = 20_000;
const columnCount = 19;
const insertSql = `INSERT INTO event VALUES (${Array(columnCount).fill('?').join(', ')}) ON CONFLICT (id) DO NOTHING`;

interface EventRow {
  readonly id: Uint8Array;
  readonly time: number;
  readonly severity: number;
  readonly kind: number;
  readonly outcome: number;
  readonly api: number | null;
  readonly operation: number | null;
  readonly principal: number | null;
  readonly credential: number | null;
  readonly client: string | null;
  readonly exchange: Uint8Array | string | null;
  readonly method: number | null;
  readonly status: number | null;
  readonly micros: number | null;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  readonly guard: number | null;
  readonly code: number | null;
  readonly detail: string | null;
}

/** One file of events. Hand-written SQL: this is the path that every request takes. */
export class EventFile {
  readonly #file: SqliteFile;
  readonly #idByName = new Map<string, number>();
  readonly #nameById = new Map<number, string>();
  #dirty = false;

  private constructor(file: SqliteFile) {
    this.#file = file;
  }

  /** Opens or makes a file; undefined when it is opened for reading while its writer is still making it. */
  static open(path: string, options: MigrateOptions): EventFile | undefined {
    const file = new SqliteFile(path, { readOnly: options.readOnly, synchronous: 'NORMAL' });
    try {
      if (options.readOnly && !hasSchema(file)) return closed(file);
      migrate(file, eventMigrations, options);
      return new EventFile(file);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Inserts all or nothing; events that are there already are passed over. Returns the number of new ones. */
  insert(events: readonly SecurityEvent[]): number {
    try {
      const inserted = this.#file.transaction(() => {
        let count = 0;
        for (const event of events) count += this.#file.run(insertSql, ...this.#toRow(event));
        return count;
      });
      this.#dirty ||= inserted > 0;
      return inserted;
    } catch (error) {
      this.#idByName.clear(); // names of the transaction that was rolled back
      throw error;
    }
  }

  /** Newest first. */
  search(filter: EventFilter, page: { readonly before: string | undefined; readonly limit: number }): SecurityEvent[] {
    const conditions = eventConditions(filter, { before: page.before, idOfName: (text) => this.#findName(text) });
    if (!conditions) return [];
    const sql = `SELECT * FROM event ${conditions.where} ORDER BY id DESC LIMIT ?`;
    const rows = this.#file.all<EventRow>(sql, ...conditions.values, page.limit);
    return rows.map((row) => this.#toEvent(row));
  }

  get(id: string): SecurityEvent | undefined {
    const row = this.#file.get<EventRow>('SELECT * FROM event WHERE id = ?', idBytes(id));
    return row && this.#toEvent(row);
  }

  count(filter: EventFilter): number {
    const conditions = eventConditions(filter, { before: undefined, idOfName: (text) => this.#findName(text) });
    if (!conditions) return 0;
    const sql = `SELECT count(*) AS n FROM event ${conditions.where}`;
    return this.#file.get<{ n: number }>(sql, ...conditions.values)!.n;
  }

  /** Makes what was inserted survive a power cut: with `synchronous=NORMAL` a commit only reaches the page cache. */
  sync(): void {
    if (!this.#dirty) return;
    // SQLite keeps its locks on the main file and on `-shm`, so closing another handle of `-wal` drops none.
    const handle = fs.openSync(`${this.#file.path}-wal`, 'r+');
    try {
      fs.fdatasyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    this.#dirty = false;
  }

  close(): void {
    this.#file.close();
  }

  #toRow(event: SecurityEvent): Value[] {
    return [
      idBytes(event.id),
      Math.trunc(event.time),
      this.#name(event.kind)!,
      this.#name(event.outcome)!,
      severities.indexOf(event.severity),
      this.#name(event.api),
      this.#name(event.operationId),
      this.#name(event.principalId),
      this.#name(event.credentialId),
      event.client ?? null,
      packId(event.exchangeId),
      this.#name(event.method),
      event.status ?? null,
      event.micros ?? null,
      event.bytesIn ?? null,
      event.bytesOut ?? null,
      this.#name(event.guard),
      this.#name(event.code),
      event.detail === undefined ? null : JSON.stringify(event.detail),
    ];
  }

  #toEvent(row: EventRow): SecurityEvent {
    const event = present({
      id: idText(row.id),
      time: row.time,
      kind: this.#text(row.kind),
      outcome: this.#text(row.outcome),
      severity: severities[row.severity],
      api: this.#text(row.api),
      operationId: this.#text(row.operation),
      principalId: this.#text(row.principal),
      credentialId: this.#text(row.credential),
      client: row.client,
      exchangeId: unpackId(row.exchange),
      method: this.#text(row.method),
      status: row.status,
      micros: row.micros,
      bytesIn: row.bytes_in,
      bytesOut: row.bytes_out,
      guard: this.#text(row.guard),
      code: this.#text(row.code),
      detail: row.detail === null ? null : JSON.parse(row.detail),
    });
    return Object.freeze(event) as unknown as SecurityEvent;
  }

  /** Id of a name, added when it is new. Only inside a transaction. */
  #name(text: string | undefined): number | null {
    if (text === undefined) return null;
    return this.#idByName.get(text) ?? this.#addName(text);
  }

  #addName(text: string): number {
    this.#file.run('INSERT INTO name (text) VALUES (?) ON CONFLICT (text) DO NOTHING', text);
    return this.#findName(text)!;
  }

  #findName(text: string): number | undefined {
    const known = this.#idByName.get(text);
    if (known !== undefined) return known;
    const row = this.#file.get<{ id: number }>('SELECT id FROM name WHERE text = ?', text);
    if (!row) return undefined;
    if (this.#idByName.size >= namesRemembered) this.#idByName.clear();
    this.#idByName.set(text, row.id);
    return row.id;
  }

  #text(id: number | null): string | undefined {
    if (id === null) return undefined;
    const known = this.#nameById.get(id);
    if (known !== undefined) return known;
    const row = this.#file.get<{ text: string }>('SELECT text FROM name WHERE id = ?', id);
    if (!row) return undefined;
    if (this.#nameById.size >= namesRemembered) this.#nameById.clear();
    this.#nameById.set(id, row.text);
    return row.text;
  }
}

function closed(file: SqliteFile): undefined {
  file.close();
}

/** An exchange's id takes 16 bytes when it is a UUID, and is kept as it came when not. */
function packId(id: string | undefined): Uint8Array | string | null {
  if (id === undefined) return null;
  return isUuid(id) ? idBytes(id) : id;
}

function unpackId(value: Uint8Array | string | null): string | null {
  return value instanceof Uint8Array ? idText(value) : value;
}
