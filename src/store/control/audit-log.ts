import { leafHash, RightEdge } from '../../core/merkle.js';
import type { AuditChange, AuditEntry, AuditKind, AuditLeaf, AuditLogStore, AuditPage } from '../audit.js';
import { GroupCommit } from './group-commit.js';
import { Conditions, present, rowLimit } from './rows.js';
import { all, get, run, type Sql, type Work } from './work.js';

const leavesAtOnce = 1000;

/** Appends to the audit log; only inside a transaction, which is that of the change. */
export type Audit = (change: AuditChange) => Work<AuditEntry>;

interface LeafRow {
  readonly n: number;
  readonly time: number;
  readonly kind: string;
  readonly actor: string;
  readonly leaf: Uint8Array;
  readonly record: Uint8Array;
}

/** How the parts of the store write to the audit log. */
export function auditOf(now: () => number, actor: () => string): Audit {
  return function* (change) {
    const edge = yield* readEdge();
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
    yield* run(sql, entry.n, entry.time, entry.kind, entry.actor, leaf, record);
    yield* run(
      'INSERT INTO audit_head VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET edge = excluded.edge',
      edge.toBytes(),
    );
    return entry;
  };
}

/** The audit log among the control tables. */
export function makeAuditLogStore(sql: Sql, audit: Audit): AuditLogStore {
  const group = new GroupCommit((changes: readonly AuditChange[]) =>
    sql.transaction(function* () {
      const entries: AuditEntry[] = [];
      for (const change of changes) entries.push(yield* audit(change));
      return entries;
    }),
  );
  return {
    append: (change) => group.add(change),
    list: async (page = {}) => (await sql.read(() => list(page))).map(readEntry),
    async get(n) {
      const row = await sql.read(() => get<LeafRow>('SELECT * FROM audit_leaf WHERE n = ?', n));
      return row && readEntry(row);
    },
    async head() {
      const edge = await sql.read(readEdge);
      return { size: edge.size, edge: edge.toBytes() };
    },
    leaves: (from = 0) => leaves(sql, from),
  };
}

function* readEdge(): Work<RightEdge> {
  const row = yield* get<{ edge: Uint8Array }>('SELECT edge FROM audit_head');
  return row ? RightEdge.from(row.edge) : RightEdge.empty();
}

function list(page: AuditPage): Work<readonly LeafRow[]> {
  const where = new Conditions()
    .add('n < ?', page.before)
    .add('time >= ?', page.since)
    .add('time < ?', page.until)
    .add('kind = ?', page.kind)
    .add('actor = ?', page.actor);
  const sql = `SELECT * FROM audit_leaf ${where.where} ORDER BY n DESC LIMIT ?`;
  return all<LeafRow>(sql, ...where.values, rowLimit(page.limit, 100));
}

/** The record is what the tree protects: the columns beside it are for searching. */
function readEntry({ record }: LeafRow): AuditEntry {
  return Object.freeze(JSON.parse(Buffer.from(record).toString()) as AuditEntry);
}

async function* leaves(sql: Sql, from: number): AsyncGenerator<AuditLeaf> {
  const text = 'SELECT * FROM audit_leaf WHERE n >= ? ORDER BY n LIMIT ?';
  for (let next = from; ;) {
    const rows = await sql.read(() => all<LeafRow>(text, next, leavesAtOnce));
    for (const row of rows) yield readLeaf(row);
    if (rows.length < leavesAtOnce) return;
    next = rows[rows.length - 1]!.n + 1;
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
