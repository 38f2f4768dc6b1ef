import { leafHash, RightEdge } from '../../core/merkle.js';
import type { AuditChange, AuditEntry, AuditKind, AuditLeaf, AuditLogStore, AuditPage } from '../audit.js';
import { Conditions, present, rowLimit } from './rows.js';
import type { SqliteFile } from './sqlite-file.js';

const leavesAtOnce = 1000;

/** Appends to the audit log; only inside a transaction, which is that of the change. */
export type Audit = (change: AuditChange) => AuditEntry;

interface LeafRow {
  readonly n: number;
  readonly time: number;
  readonly kind: string;
  readonly actor: string;
  readonly leaf: Uint8Array;
  readonly record: Uint8Array;
}

/** How the parts of the store write to the audit log of `control.db`. */
export function auditOf(file: SqliteFile, now: () => number, actor: () => string): Audit {
  return (change) => {
    const edge = readEdge(file);
    const entry: AuditEntry = Object.freeze({
      n: edge.size,
      time: Math.trunc(now()),
      kind: change.kind,
      actor: change.actor ?? actor(),
      ...present({ subject: change.subject, detail: change.detail }),
    });
    const record = Buffer.from(JSON.stringify(entry));
    const leaf = leafHash(record);
    edge.append(leaf);
    const sql = 'INSERT INTO audit_leaf (n, time, kind, actor, leaf, record) VALUES (?, ?, ?, ?, ?, ?)';
    file.run(sql, entry.n, entry.time, entry.kind, entry.actor, leaf, record);
    file.run(
      'INSERT INTO audit_head VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET edge = excluded.edge',
      edge.toBytes(),
    );
    return entry;
  };
}

/** The audit log in `control.db`. */
export function makeAuditLogStore(file: SqliteFile, audit: Audit): AuditLogStore {
  return {
    async append(change) {
      return file.transaction(() => audit(change));
    },
    async list(page = {}) {
      return list(file, page).map(readEntry);
    },
    async get(n) {
      const row = file.get<LeafRow>('SELECT * FROM audit_leaf WHERE n = ?', n);
      return row && readEntry(row);
    },
    async head() {
      const edge = readEdge(file);
      return { size: edge.size, edge: edge.toBytes() };
    },
    leaves: (from = 0) => leaves(file, from),
  };
}

function readEdge(file: SqliteFile): RightEdge {
  const row = file.get<{ edge: Uint8Array }>('SELECT edge FROM audit_head');
  return row ? RightEdge.from(row.edge) : RightEdge.empty();
}

function list(file: SqliteFile, page: AuditPage): LeafRow[] {
  const where = new Conditions()
    .add('n < ?', page.before)
    .add('time >= ?', page.since)
    .add('time < ?', page.until)
    .add('kind = ?', page.kind)
    .add('actor = ?', page.actor);
  const sql = `SELECT * FROM audit_leaf ${where.where} ORDER BY n DESC LIMIT ?`;
  return file.all<LeafRow>(sql, ...where.values, rowLimit(page.limit, 100));
}

/** The record is what the tree protects: the columns beside it are for searching. */
function readEntry({ record }: LeafRow): AuditEntry {
  return Object.freeze(JSON.parse(Buffer.from(record).toString()) as AuditEntry);
}

async function* leaves(file: SqliteFile, from: number): AsyncGenerator<AuditLeaf> {
  let next = from;
  for (;;) {
    const sql = 'SELECT * FROM audit_leaf WHERE n >= ? ORDER BY n LIMIT ?';
    const rows = file.all<LeafRow>(sql, next, leavesAtOnce);
    for (const row of rows) yield readLeaf(row);
    const last = rows.at(-1);
    if (!last || rows.length < leavesAtOnce) return;
    next = last.n + 1;
  }
}

function readLeaf(row: LeafRow): AuditLeaf {
  const { n, record, leaf, time } = row;
  return { n, record, leaf, time, id: `audit-${n}`, consistent: isConsistent(row) };
}

function isConsistent({ n, time, kind, actor, record }: LeafRow): boolean {
  try {
    const entry = JSON.parse(Buffer.from(record).toString()) as AuditEntry;
    return entry.n === n && entry.time === time && entry.kind === (kind as AuditKind) && entry.actor === actor;
  } catch {
    return false;
  }
}
