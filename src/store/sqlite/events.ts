import { RightEdge } from '../../core/merkle.js';
import type { SecurityEvent } from '../../core/events.js';
import { isAccess } from '../access-format.js';
import { idTime, isUuid } from '../event-id.js';
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
import { LogFiles } from './log-files.js';
import type { MigrateOptions } from './migrate.js';
import { boundsOf, fileName, type Partition, type Period } from '../partition-name.js';
import { mergeRollUps, readRollUps } from './roll-up-rows.js';
import { rowLimit } from '../control/rows.js';

const dayMillis = 86_400_000;
const exchangeEvents = 1000;
const noMarks: JournalMarks = new Map();

type BoundedPage = EventPage & { readonly limit: number };

/** The event log as files by day (allowed calls) and by month (everything else). */
export class SqliteEventStore implements EventStore {
  readonly #options: MigrateOptions;
  readonly #logs: Readonly<Record<LogName, LogFiles>>;

  constructor(dataDir: string, options: MigrateOptions) {
    this.#options = options;
    const make = (log: LogName) => new LogFiles(dataDir, log, options);
    this.#logs = { access: make('access'), denials: make('denials') };
  }

  async insert(batch: readonly SecurityEvent[]): Promise<number> {
    let inserted = 0;
    for (const log of logNames) {
      const events = batch.filter((event) => logOf(event) === log);
      const files = this.#logs[log];
      const unknown = events.filter(({ id }) => !files.has(id));
      if (unknown.length) inserted += files.add(unknown, noMarks);
    }
    return inserted;
  }

  async carry(log: LogName, events: readonly SecurityEvent[], marks: JournalMarks): Promise<number> {
    return this.#logs[log].add(events, marks);
  }

  async marks(log: LogName): Promise<JournalMarks> {
    return this.#logs[log].newest()?.log.marks() ?? noMarks;
  }

  async forget(journals: readonly string[]): Promise<void> {
    if (journals.length === 0) return;
    for (const log of logNames) this.#logs[log].newest()?.log.forget(journals);
  }

  async sync(): Promise<void> {
    for (const log of logNames) this.#logs[log].sync();
  }

  async get(id: string): Promise<SecurityEvent | undefined> {
    if (!isUuid(id)) return undefined;
    for (const log of logNames) {
      const files = this.#logs[log];
      for (const partition of files.partitionsWith(id)) {
        const event = files.file(partition)?.get(id);
        if (event) return event;
      }
    }
    return undefined;
  }

  async search(page: EventPage = {}): Promise<readonly SecurityEvent[]> {
    const limit = rowLimit(page.limit, 100);
    if (page.before !== undefined && !isUuid(page.before)) return [];
    const found = logNames.flatMap((log) => this.#searchLog(log, { ...page, limit }));
    return newestFirst(found, limit);
  }

  byExchange(exchangeId: string): Promise<readonly SecurityEvent[]> {
    return this.search({ exchangeId, limit: exchangeEvents });
  }

  async count(filter: EventFilter = {}): Promise<number> {
    let count = 0;
    for (const log of logNames) {
      for (const partition of this.#partitions(log, filter)) {
        count += this.#logs[log].file(partition)?.count(filter) ?? 0;
      }
    }
    return count;
  }

  async rollUps(filter: RollUpFilter = {}): Promise<readonly RollUp[]> {
    const parts = logNames.flatMap((log) =>
      this.#partitions(log, filter).flatMap((partition) => {
        const file = this.#logs[log].file(partition);
        return file ? readRollUps(file.log.sql, filter) : [];
      }),
    );
    return mergeRollUps(parts);
  }

  async heads(): Promise<readonly LogHead[]> {
    return logNames.map((log) => {
      const edge = this.#logs[log].newest()?.log.state?.edge ?? RightEdge.empty().toBytes();
      return { log, size: RightEdge.from(edge).size, edge };
    });
  }

  async files(log: LogName): Promise<readonly LogFileStart[]> {
    return this.#logs[log].partitions().flatMap((partition) => {
      const edge = this.#logs[log].file(partition)?.log.state?.startEdge;
      return edge ? { log, file: nameOf(partition), size: RightEdge.from(edge).size, edge } : [];
    });
  }

  async *leaves(log: LogName, from = 0): AsyncGenerator<LogLeaf> {
    for (const { file, size, edge: _edge, ...rest } of await this.#filesFrom(log, from)) {
      const partition = this.#logs[log].partitions().find((candidate) => nameOf(candidate) === file);
      const found = partition && this.#logs[log].file(partition);
      if (found) for (const leaf of found.leaves(Math.max(from, size))) yield { ...leaf, ...rest, file };
    }
  }

  /** Without the files that end before number `from`. */
  async #filesFrom(log: LogName, from: number): Promise<readonly LogFileStart[]> {
    const files = await this.files(log);
    return files.filter((_, n) => files[n + 1] === undefined || files[n + 1]!.size > from);
  }

  async retain({ accessDays, denialDays }: Retention): Promise<readonly string[]> {
    const days: Record<LogName, number> = { access: accessDays, denials: denialDays };
    const dropped: string[] = [];
    const now = this.#options.now();
    for (const log of logNames) {
      for (const partition of this.#logs[log].olderThan(now - days[log] * dayMillis, now)) {
        this.#logs[log].drop(partition);
        dropped.push(nameOf(partition));
      }
    }
    return dropped;
  }

  close(): void {
    for (const log of logNames) this.#logs[log].close();
  }

  /** Up to `limit` events of one log: files are read newest first until nothing newer can follow. */
  #searchLog(log: LogName, page: BoundedPage): readonly SecurityEvent[] {
    let found: readonly SecurityEvent[] = [];
    for (const partition of this.#partitions(log, page).reverse()) {
      const oldest = found.length === page.limit ? idTime(found[page.limit - 1]!.id) : -Infinity;
      if (boundsOf(partition).end <= oldest) break;
      const more = this.#logs[log].file(partition)?.search(page, { before: page.before, limit: page.limit }) ?? [];
      found = found.length === 0 ? more : newestFirst([...found, ...more], page.limit);
    }
    return found;
  }

  /** Files that can have events of a filter's time, oldest first. */
  #partitions(log: LogName, filter: Pick<EventPage, 'since' | 'until' | 'before'>): Partition[] {
    return this.#logs[log].partitions().filter((partition) => overlaps(boundsOf(partition), filter));
  }
}

function logOf(event: SecurityEvent): LogName {
  return isAccess(event) ? 'access' : 'denials';
}

function nameOf(partition: Partition): string {
  return `${partition.log}/${fileName(partition)}`;
}

function newestFirst(events: readonly SecurityEvent[], limit: number): readonly SecurityEvent[] {
  return [...events].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
}

function overlaps({ start, end }: Period, { since, until, before }: Pick<EventPage, 'since' | 'until' | 'before'>) {
  if (since !== undefined && end <= since) return false;
  if (until !== undefined && start >= until) return false;
  return before === undefined || start <= idTime(before);
}
