import { PortcullisError } from '../../core/errors.js';
import type { EntryKind, IncidentStore, StoredEntry, StoredIncident } from '../incident.js';
import type { Audit } from './audit-log.js';
import { all, get, run, type Sql, type Work } from './work.js';

interface IncidentRow extends Omit<StoredIncident, 'openedAt'> {
  readonly opened: number;
}

interface EntryRow {
  readonly id: string;
  readonly at: number;
  readonly kind: EntryKind;
  readonly author: string;
  readonly document: string;
}

const usualLimit = 100;

/** Incidents among the control tables. */
export function makeIncidentStore(sql: Sql, audit: Audit): IncidentStore {
  return {
    open: (incident, by) =>
      sql.transaction(function* () {
        const { n } = (yield* get<{ readonly n: number }>('SELECT coalesce(max(number), 0) AS n FROM incident'))!;
        const stored: StoredIncident = { ...incident, number: n + 1, version: 1, state: 'open' };
        yield* insert(stored);
        yield* audit({ kind: 'incident_opened', subject: String(stored.number), detail: factsOf(stored), actor: by });
        return stored;
      }),
    async list({ state, limit = usualLimit } = {}) {
      const text = `SELECT * FROM incident WHERE CAST(? AS TEXT) IS NULL OR state = ? ORDER BY number DESC LIMIT ?`;
      const rows = await sql.read(() => all<IncidentRow>(text, state ?? null, state ?? null, BigInt(limit)));
      return rows.map(readIncident);
    },
    async get(number) {
      const row = await sql.read(() => get<IncidentRow>('SELECT * FROM incident WHERE number = ?', number));
      return row && readIncident(row);
    },
    change: (change, by) => sql.transaction(() => changeOne(change, { by, audit })),
    async entries(incident) {
      const text = 'SELECT * FROM incident_entry WHERE incident = ? ORDER BY at, id';
      return (await sql.read(() => all<EntryRow>(text, incident))).map(readEntry);
    },
    async addEntry(incident, { id, at, kind, by, document }) {
      const text = 'INSERT INTO incident_entry (id, incident, at, kind, author, document) VALUES (?, ?, ?, ?, ?, ?)';
      await sql.transaction(function* () {
        yield* run(text, id, incident, Math.trunc(at), kind, by, document);
        // A change is in the audit log already.
        if (kind === 'change') return;
        const row = yield* get<{ readonly number: number }>('SELECT number FROM incident WHERE id = ?', incident);
        yield* audit({ kind: 'incident_noted', subject: String(row!.number), detail: { entry: kind }, actor: by });
      });
    },
  };
}

function insert({ id, number, openedAt, version, state, severity, document }: StoredIncident): Work<number> {
  const text = `INSERT INTO incident (id, number, opened, version, state, severity, document)
    VALUES (?, ?, ?, ?, ?, ?, ?)`;
  return run(text, id, number, Math.trunc(openedAt), version, state, severity, document);
}

/** What the audit log says: never the document. */
const factsOf = ({ state, severity }: Pick<StoredIncident, 'state' | 'severity'>) => ({ state, severity });

interface Changing {
  readonly by: string;
  readonly audit: Audit;
}

function* changeOne(change: Omit<StoredIncident, 'openedAt'>, { by, audit }: Changing): Work<boolean> {
  const { number, version, state, severity, document } = change;
  const row = yield* get<IncidentRow>('SELECT * FROM incident WHERE number = ?', number);
  if (!row) throw new PortcullisError('NOT_FOUND', `there is no incident ${number}`);
  if (row.version !== version) return false;
  const text = 'UPDATE incident SET version = ?, state = ?, severity = ?, document = ? WHERE number = ?';
  yield* run(text, version + 1, state, severity, document, number);
  const isClosing = state === 'closed' && row.state !== 'closed';
  const detail = { ...factsOf(change), from: factsOf(row) };
  yield* audit({
    kind: isClosing ? 'incident_closed' : 'incident_changed',
    subject: String(number),
    detail,
    actor: by,
  });
  return true;
}

function readIncident({ id, number, opened, version, state, severity, document }: IncidentRow): StoredIncident {
  return { id, number, openedAt: opened, version, state, severity, document };
}

const readEntry = ({ id, at, kind, author, document }: EntryRow): StoredEntry => ({
  id,
  at,
  kind,
  by: author,
  document,
});
