import { RightEdge } from '../../core/merkle.js';
import type { SecurityEvent } from '../../core/events.js';
import { rowLimit } from '../control/rows.js';
import { isAccess } from '../access-format.js';
import { sortedOnce } from '../access-summary.js';
import { isUuid } from '../event-id.js';
import {
  logNames,
  type EventFilter,
  type EventPage,
  type EventStore,
  type JournalMarks,
  type LogFileStart,
  type LogHead,
  type LogLeaf,
  type LogName,
  type Retention,
  type RollUp,
  type RollUpFilter,
} from '../store.js';
import { addCalls, callLeaves, countCalls, getCall, searchCalls, unknownCalls } from './access.js';
import { addDenials, countDenials, denialLeaves, getDenial, searchDenials, unknownDenials } from './denials.js';
import type { PostgresDatabase, Query } from './database.js';
import { appendTo, lockLog, readMarks, type Appending } from './event-log.js';
import { dropParts, listParts, partName, partStart, type PartLeaf, type PartRow } from './event-parts.js';
import { addRollUps, readRollUps } from './roll-ups.js';

const dayMillis = 86_400_000;
const exchangeEvents = 1000;
const noMarks: JournalMarks = new Map();

export interface EventStoreOptions {
  /** Whose journals are carried over. */
  readonly node: string;
  readonly now: () => number;
}

/** What the two logs do differently. */
interface LogParts {
  readonly unknown: (query: Query, events: readonly SecurityEvent[]) => Promise<readonly SecurityEvent[]>;
  readonly prepare: (query: Query, events: readonly SecurityEvent[]) => Promise<readonly SecurityEvent[]>;
  readonly add: (appending: Appending, events: readonly SecurityEvent[], node: string) => Promise<number>;
  readonly leaves: (query: Query, from: number) => AsyncGenerator<PartLeaf>;
}

const logs: Readonly<Record<LogName, LogParts>> = {
  access: {
    unknown: unknownCalls,
    prepare: async (_, events) => sortedOnce(events),
    add: addCalls,
    leaves: callLeaves,
  },
  // A repeated id would end every later try to carry over its journal: it is left out.
  denials: { unknown: unknownDenials, prepare: unknownDenials, add: addDenials, leaves: denialLeaves },
};

/** The event log in PostgreSQL: parts by day (allowed calls) and by month (everything else). */
export class PostgresEventStore implements EventStore {
  readonly #database: PostgresDatabase;
  readonly #options: EventStoreOptions;
  readonly #query: Query;
  /** The marks of this node as far as this process heard. */
  readonly #known: Record<LogName, Map<string, number>> = { access: new Map(), denials: new Map() };

  constructor(database: PostgresDatabase, options: EventStoreOptions) {
    this.#database = database;
    this.#options = options;
    this.#query = (sql, ...values) => database.query(sql, ...values);
  }

  async insert(batch: readonly SecurityEvent[]): Promise<number> {
    let inserted = 0;
    for (const log of logNames) {
      const events = batch.filter((event) => isAccess(event) === (log === 'access'));
      if (events.length === 0) continue;
      inserted += await this.#append(log, noMarks, async (query) => {
        return logs[log].prepare(query, await logs[log].unknown(query, events));
      });
    }
    return inserted;
  }

  async carry(log: LogName, events: readonly SecurityEvent[], marks: JournalMarks): Promise<number> {
    const added = await this.#append(log, marks, async (query) => {
      const isCertain = await this.#knowsMarks(query, log, [...marks.keys()]);
      return logs[log].prepare(query, isCertain ? events : await logs[log].unknown(query, events));
    });
    for (const [journal, position] of marks) this.#known[log].set(journal, position);
    return added;
  }

  /** False when a commit was made of which this process never heard: then what it brings again may be there. */
  async #knowsMarks(query: Query, log: LogName, journals: readonly string[]): Promise<boolean> {
    const stored = await readMarks(query, log, this.#options.node);
    return journals.every((journal) => stored.get(journal) === this.#known[log].get(journal));
  }

  #append(
    log: LogName,
    marks: JournalMarks,
    choose: (query: Query) => Promise<readonly SecurityEvent[]>,
  ): Promise<number> {
    const { node, now } = this.#options;
    return appendTo(
      this.#database,
      { log, node, now, marks },
      {
        choose,
        work: async (appending, events) => {
          const added = await logs[log].add(appending, events, node);
          await addRollUps(appending, events);
          return added;
        },
      },
    );
  }

  async marks(log: LogName): Promise<JournalMarks> {
    this.#known[log] = await readMarks(this.#query, log, this.#options.node);
    return new Map(this.#known[log]);
  }

  async forget(journals: readonly string[]): Promise<void> {
    if (journals.length === 0) return;
    const sql = 'DELETE FROM event_mark WHERE node = ? AND journal = ANY (?::text[])';
    await this.#query(sql, this.#options.node, journals);
    for (const log of logNames) for (const journal of journals) this.#known[log].delete(journal);
  }

  /** Every commit has waited for the disk. */
  async sync(): Promise<void> {}

  async get(id: string): Promise<SecurityEvent | undefined> {
    if (!isUuid(id)) return undefined;
    return (await getDenial(this.#query, id)) ?? getCall(this.#query, id);
  }

  async search(page: EventPage = {}): Promise<readonly SecurityEvent[]> {
    const limit = rowLimit(page.limit, 100);
    if (page.before !== undefined && !isUuid(page.before)) return [];
    const range = { before: page.before, limit };
    const calls = await searchCalls(this.#query, page, range);
    const denials = await searchDenials(this.#query, page, range);
    return [...calls, ...denials].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
  }

  byExchange(exchangeId: string): Promise<readonly SecurityEvent[]> {
    return this.search({ exchangeId, limit: exchangeEvents });
  }

  async count(filter: EventFilter = {}): Promise<number> {
    return (await countCalls(this.#query, filter)) + (await countDenials(this.#query, filter));
  }

  rollUps(filter: RollUpFilter = {}): Promise<readonly RollUp[]> {
    return readRollUps(this.#query, filter);
  }

  async heads(): Promise<readonly LogHead[]> {
    const rows = await this.#query<{ log: string; edge: Uint8Array }>('SELECT log, edge FROM event_log');
    return logNames.map((log) => {
      const edge = rows.find((row) => row.log === log)?.edge ?? RightEdge.empty().toBytes();
      return { log, size: RightEdge.from(edge).size, edge };
    });
  }

  async files(log: LogName): Promise<readonly LogFileStart[]> {
    return (await listParts(this.#query, log)).map((row) => partStart(log, row));
  }

  async *leaves(log: LogName, from = 0): AsyncGenerator<LogLeaf> {
    let current: PartRow | undefined;
    for await (const { part, ...leaf } of logs[log].leaves(this.#query, from)) {
      if (part !== current?.part) current = (await listParts(this.#query, log)).find((row) => row.part === part);
      yield { ...leaf, log, file: current ? partName(log, current) : log };
    }
  }

  async retain({ accessDays, denialDays }: Retention): Promise<readonly string[]> {
    const days: Record<LogName, number> = { access: accessDays, denials: denialDays };
    const dropped: string[] = [];
    const now = this.#options.now();
    for (const log of logNames) {
      const names = await this.#database.transact(async (query) => {
        const edge = await lockLog(query, log);
        return dropParts(query, log, { limit: now - days[log] * dayMillis, now, edge });
      });
      dropped.push(...names);
    }
    return dropped;
  }
}
