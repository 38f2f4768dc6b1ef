import { PortcullisError } from '../../core/errors.js';
import type { Audit } from './audit-log.js';
import type { ActorBlock, DetectionFilter, DetectionRecord, DetectionStore, StoredDetection } from '../detections.js';
import { Conditions, present, rowLimit } from './rows.js';
import { all, get, run, type Sql, type Work } from './work.js';

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

/** Detections and blocks among the control tables. */
export function makeDetectionStore(sql: Sql, now: () => number, audit: Audit): DetectionStore {
  return {
    add: (record, blocks = []) =>
      sql.transaction(function* () {
        if ((yield* insertDetection(record)) > 0) for (const block of blocks) yield* insertBlock(block);
      }),
    list: (filter = {}) => sql.read(() => list(filter)),
    get: (id) => sql.read(() => getOne(id)),
    undo: (id, by, reason) =>
      sql.transaction(function* () {
        const row = yield* find(id);
        const ended = 'UPDATE actor_block SET undone = ?, undone_by = ? WHERE detection = ? AND undone IS NULL';
        yield* run(ended, Math.trunc(now()), by, row.id);
        const closed = `UPDATE detection SET state = 'closed', closed_by = ?, reason = ? WHERE id = ?`;
        yield* run(closed, by, reason, row.id);
        yield* audit({ kind: 'response_undone', subject: row.id, actor: by, detail: { rule: row.rule, reason } });
        return yield* getOne(row.id);
      }),
    block: (block) =>
      sql.transaction(function* () {
        const { id, rule } = yield* find(block.detectionId);
        yield* insertBlock(block);
        const { effect, expiresAt } = block;
        yield* audit({ kind: 'response_applied', subject: id, detail: { rule, effect, expiresAt } });
      }),
    async activeBlocks() {
      const text = 'SELECT * FROM actor_block WHERE expires > ? AND undone IS NULL ORDER BY id';
      return (await sql.read(() => all<BlockRow>(text, Math.trunc(now())))).map(readBlock);
    },
    async takeUndone() {
      const untold = 'undone IS NOT NULL AND told = 0';
      const select = `SELECT * FROM actor_block WHERE ${untold}`;
      if (!(await sql.read(() => get(`${select} LIMIT 1`)))) return [];
      return sql.transaction(function* () {
        const rows = yield* all<BlockRow>(select);
        yield* run(`UPDATE actor_block SET told = 1 WHERE ${untold}`);
        return rows.map(readBlock);
      });
    },
    forget: (before) =>
      sql.transaction(function* () {
        const old = 'SELECT id FROM detection WHERE time < ?';
        yield* run(`DELETE FROM actor_block WHERE detection IN (${old})`, Math.trunc(before));
        return yield* run('DELETE FROM detection WHERE time < ?', Math.trunc(before));
      }),
  };
}

function* find(id: string): Work<DetectionRow> {
  const exact = yield* get<DetectionRow>('SELECT * FROM detection WHERE id = ?', id);
  if (exact) return exact;
  const [one, another] = id.length < shortestEnd ? [] : yield* byEnd(id);
  if (one && !another) return one;
  throw new PortcullisError('NOT_FOUND', `There is no detection ${id}`, {
    hint: 'portcullis detections list shows what is there',
  });
}

function byEnd(end: string): Work<readonly DetectionRow[]> {
  const text = 'SELECT * FROM detection WHERE substr(id, length(id) - CAST(? AS INTEGER) + 1) = ? LIMIT 2';
  return all<DetectionRow>(text, BigInt(end.length), end);
}

function* list({ state, rule, since, before, limit }: DetectionFilter): Work<readonly StoredDetection[]> {
  const where = new Conditions()
    .add('state = ?', state)
    .add('rule = ?', rule)
    .add('time >= ?', since)
    .add('id < ?', before);
  const text = `SELECT * FROM detection ${where.where} ORDER BY id DESC LIMIT ?`;
  const rows = yield* all<DetectionRow>(text, ...where.values, rowLimit(limit, 100));
  const found: StoredDetection[] = [];
  for (const row of rows) found.push(yield* read(row));
  return found;
}

function* getOne(id: string): Work<StoredDetection> {
  return yield* read(yield* find(id));
}

function* read(row: DetectionRow): Work<StoredDetection> {
  const blocks = yield* all<BlockRow>('SELECT * FROM actor_block WHERE detection = ? ORDER BY id', row.id);
  return {
    id: row.id,
    rule: row.rule,
    about: row.about,
    time: row.time,
    document: JSON.parse(row.document),
    state: row.state,
    ...present({ closedBy: row.closed_by, reason: row.reason }),
    blocks: blocks.map(readBlock),
  };
}

function insertDetection({ id, rule, about, time, document }: DetectionRecord): Work<number> {
  const text = `INSERT INTO detection (id, rule, about, time, state, document) VALUES (?, ?, ?, ?, 'open', ?)
    ON CONFLICT DO NOTHING`;
  return run(text, id, rule, about, Math.trunc(time), JSON.stringify(document));
}

function insertBlock(block: ActorBlock): Work<number> {
  const { id, detectionId, actor, effect, createdAt, expiresAt } = block;
  const text = 'INSERT INTO actor_block (id, detection, actor, effect, created, expires) VALUES (?, ?, ?, ?, ?, ?)';
  return run(text, id, detectionId, actor, effect, Math.trunc(createdAt), Math.trunc(expiresAt));
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
