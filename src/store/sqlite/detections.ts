import { PortcullisError } from '../../core/errors.js';
import type { ActorBlock, DetectionRecord, DetectionStore, StoredDetection } from '../detections.js';
import type { Migration } from './migrate.js';
import { present, rowLimit } from './rows.js';
import type { SqliteFile, Value } from './sqlite-file.js';

export const detectionMigration: Migration = {
  name: 'detections and blocks of actors',
  sql: `
CREATE TABLE detection (
  id TEXT PRIMARY KEY, rule TEXT NOT NULL, about TEXT NOT NULL, time INTEGER NOT NULL, state TEXT NOT NULL,
  closed_by TEXT, reason TEXT, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX detection_state ON detection (state, id);
CREATE TABLE actor_block (
  id TEXT PRIMARY KEY, detection TEXT NOT NULL REFERENCES detection (id), actor TEXT NOT NULL, effect TEXT NOT NULL,
  created INTEGER NOT NULL, expires INTEGER NOT NULL, undone INTEGER, undone_by TEXT, told INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX actor_block_expires ON actor_block (expires);
CREATE INDEX actor_block_detection ON actor_block (detection);`,
};

interface DetectionRow {
  readonly id: string;
  readonly rule: string;
  readonly about: string;
  readonly time: number;
  readonly state: 'open' | 'closed';
  readonly closed_by: string | null;
  readonly reason: string | null;
  readonly document: string;
}

interface BlockRow {
  readonly id: string;
  readonly detection: string;
  readonly actor: string;
  readonly effect: 'throttle' | 'block';
  readonly created: number;
  readonly expires: number;
  readonly undone: number | null;
  readonly undone_by: string | null;
}

const shortestEnd = 8;

/** Detections and blocks in `control.db`. */
export function makeDetectionStore(file: SqliteFile, now: () => number): DetectionStore {
  const blocksOf = (id: string) =>
    file.all<BlockRow>('SELECT * FROM actor_block WHERE detection = ? ORDER BY id', id).map(readBlock);
  const read = (row: DetectionRow): StoredDetection => ({
    id: row.id,
    rule: row.rule,
    about: row.about,
    time: row.time,
    document: JSON.parse(row.document),
    state: row.state,
    ...present({ closedBy: row.closed_by, reason: row.reason }),
    blocks: blocksOf(row.id),
  });
  const find = (id: string): DetectionRow => {
    const exact = file.get<DetectionRow>('SELECT * FROM detection WHERE id = ?', id);
    if (exact) return exact;
    const rows =
      id.length < shortestEnd
        ? []
        : file.all<DetectionRow>('SELECT * FROM detection WHERE substr(id, ?) = ? LIMIT 2', -id.length, id);
    if (rows.length === 1) return rows[0]!;
    throw new PortcullisError('NOT_FOUND', `There is no detection ${id}`, {
      hint: 'portcullis detections list shows what is there',
    });
  };
  return {
    async add(record, blocks = []) {
      file.transaction(() => {
        if (insertDetection(file, record) > 0) for (const block of blocks) insertBlock(file, block);
      });
    },
    async list({ state, rule, since, limit } = {}) {
      const wanted = { state, rule, time: since };
      const conditions = Object.entries(wanted).filter(([, value]) => value !== undefined) as [
        string,
        string | number,
      ][];
      const where = conditions.map(([name]) => (name === 'time' ? 'time >= ?' : `${name} = ?`)).join(' AND ');
      const values: Value[] = conditions.map(([, value]) => value);
      const sql = `SELECT * FROM detection ${where && `WHERE ${where}`} ORDER BY id DESC LIMIT ${rowLimit(limit, 100)}`;
      return file.all<DetectionRow>(sql, ...values).map(read);
    },
    async get(id) {
      return read(find(id));
    },
    async undo(id, by, reason) {
      return file.transaction(() => {
        const row = find(id);
        const at = Math.trunc(now());
        const ended = 'UPDATE actor_block SET undone = ?, undone_by = ? WHERE detection = ? AND undone IS NULL';
        file.run(ended, at, by, row.id);
        file.run(`UPDATE detection SET state = 'closed', closed_by = ?, reason = ? WHERE id = ?`, by, reason, row.id);
        return read(find(row.id));
      });
    },
    async block(block) {
      file.transaction(() => {
        find(block.detectionId);
        insertBlock(file, block);
      });
    },
    async activeBlocks() {
      const sql = 'SELECT * FROM actor_block WHERE expires > ? AND undone IS NULL ORDER BY id';
      return file.all<BlockRow>(sql, Math.trunc(now())).map(readBlock);
    },
    async takeUndone() {
      const waiting = file.get('SELECT 1 FROM actor_block WHERE undone IS NOT NULL AND told = 0');
      if (!waiting) return [];
      return file.transaction(() => {
        const rows = file.all<BlockRow>('SELECT * FROM actor_block WHERE undone IS NOT NULL AND told = 0');
        file.run('UPDATE actor_block SET told = 1 WHERE undone IS NOT NULL AND told = 0');
        return rows.map(readBlock);
      });
    },
    async forget(before) {
      return file.transaction(() => {
        const time = Math.trunc(before);
        file.run('DELETE FROM actor_block WHERE detection IN (SELECT id FROM detection WHERE time < ?)', time);
        return file.run('DELETE FROM detection WHERE time < ?', time);
      });
    },
  };
}

function insertDetection(file: SqliteFile, { id, rule, about, time, document }: DetectionRecord): number {
  const sql = `INSERT INTO detection (id, rule, about, time, state, document) VALUES (?, ?, ?, ?, 'open', ?) ON CONFLICT DO NOTHING`;
  return file.run(sql, id, rule, about, Math.trunc(time), JSON.stringify(document));
}

function insertBlock(file: SqliteFile, block: ActorBlock): void {
  const { id, detectionId, actor, effect, createdAt, expiresAt } = block;
  const sql = 'INSERT INTO actor_block (id, detection, actor, effect, created, expires) VALUES (?, ?, ?, ?, ?, ?)';
  file.run(sql, id, detectionId, actor, effect, Math.trunc(createdAt), Math.trunc(expiresAt));
}

function readBlock(row: BlockRow): ActorBlock {
  return {
    id: row.id,
    detectionId: row.detection,
    actor: row.actor,
    effect: row.effect,
    createdAt: row.created,
    expiresAt: row.expires,
    ...present({ undoneAt: row.undone, undoneBy: row.undone_by }),
  };
}
