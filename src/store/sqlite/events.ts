import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../../core/errors.js';
import type { SecurityEvent } from '../../core/events.js';
import { idTime, isUuid } from '../event-id.js';
import { ensurePrivateFolder, namesIn, refuseShared, syncFolder } from '../files.js';
import type { EventFilter, EventPage, EventStore, Retention } from '../store.js';
import { EventFile } from './event-file.js';
import type { MigrateOptions } from './migrate.js';
import { families, familyOf, partitionAt, partitionOf, type Family, type Partition } from './partition-name.js';
import { rowLimit } from './rows.js';

const dayMillis = 86_400_000;
const exchangeEvents = 1000;

/** The event log as files by day (allowed calls) and by month (everything else). */
export class SqliteEventStore implements EventStore {
  readonly #dataDir: string;
  readonly #options: MigrateOptions;
  readonly #open = new Map<string, EventFile>();

  constructor(dataDir: string, options: MigrateOptions) {
    this.#dataDir = dataDir;
    this.#options = options;
    for (const family of families) {
      if (options.readOnly) refuseShared(this.#folder(family));
      else ensurePrivateFolder(this.#folder(family));
    }
  }

  async insert(batch: readonly SecurityEvent[]): Promise<number> {
    const groups = new Map<string, { partition: Partition; events: SecurityEvent[] }>();
    for (const event of batch) {
      const partition = partitionAt(familyOf(event), idTime(event.id));
      const key = this.#path(partition);
      const group = groups.get(key);
      if (group) group.events.push(event);
      else groups.set(key, { partition, events: [event] });
    }
    let inserted = 0;
    for (const { partition, events } of groups.values()) inserted += this.#writable(partition).insert(events);
    return inserted;
  }

  async sync(): Promise<void> {
    for (const file of this.#open.values()) file.sync();
  }

  async get(id: string): Promise<SecurityEvent | undefined> {
    if (!isUuid(id)) return undefined;
    for (const partition of this.#partitions()) {
      if (partition.start > idTime(id) || partition.end <= idTime(id)) continue;
      const event = this.#readable(partition)?.get(id);
      if (event) return event;
    }
    return undefined;
  }

  async search(page: EventPage = {}): Promise<readonly SecurityEvent[]> {
    const limit = rowLimit(page.limit, 100);
    if (page.before !== undefined && !isUuid(page.before)) return [];
    const found = families.flatMap((family) => this.#searchFamily(family, { ...page, limit }));
    return found.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
  }

  byExchange(exchangeId: string): Promise<readonly SecurityEvent[]> {
    return this.search({ exchangeId, limit: exchangeEvents });
  }

  async count(filter: EventFilter = {}): Promise<number> {
    const partitions = this.#partitions().filter((partition) => overlaps(partition, filter));
    return partitions.reduce((sum, partition) => sum + (this.#readable(partition)?.count(filter) ?? 0), 0);
  }

  async retain({ accessDays, denialDays }: Retention): Promise<readonly string[]> {
    this.#refuseReadOnly();
    const days: Record<Family, number> = { access: accessDays, denials: denialDays };
    const now = this.#options.now();
    const old = this.#partitions().filter(({ family, end }) => end <= now - days[family] * dayMillis);
    for (const partition of old) this.#drop(partition);
    return old.map(({ family, name }) => `${family}/${name}.db`);
  }

  close(): void {
    for (const file of this.#open.values()) file.close();
    this.#open.clear();
  }

  /** Up to `limit` events of one family: files are read newest first until there are enough. */
  #searchFamily(family: Family, page: EventPage & { readonly limit: number }): SecurityEvent[] {
    const found: SecurityEvent[] = [];
    for (const partition of this.#partitionsOf(family)) {
      if (!overlaps(partition, page)) continue;
      const wanted = { before: page.before, limit: page.limit - found.length };
      found.push(...(this.#readable(partition)?.search(page, wanted) ?? []));
      if (found.length >= page.limit) break;
    }
    return found;
  }

  #partitions(): Partition[] {
    return families.flatMap((family) => this.#partitionsOf(family));
  }

  /** Files of a family, newest first, as they are on disk now: another process may add and drop them. */
  #partitionsOf(family: Family): Partition[] {
    const names = namesIn(this.#folder(family));
    const partitions = names.flatMap((name) => partitionOf(family, name) ?? []).reverse();
    this.#closeMissing(family, partitions);
    return partitions;
  }

  #closeMissing(family: Family, partitions: readonly Partition[]): void {
    const present = new Set(partitions.map((partition) => this.#path(partition)));
    for (const [key, file] of this.#open) {
      if (path.dirname(key) !== this.#folder(family) || present.has(key)) continue;
      file.close();
      this.#open.delete(key);
    }
  }

  #writable(partition: Partition): EventFile {
    this.#refuseReadOnly();
    const isNew = !fs.existsSync(this.#path(partition));
    const file = this.#readable(partition)!;
    if (isNew) syncFolder(this.#folder(partition.family));
    return file;
  }

  #readable(partition: Partition): EventFile | undefined {
    const key = this.#path(partition);
    const known = this.#open.get(key);
    if (known) return known;
    const file = EventFile.open(key, this.#options);
    if (file) this.#open.set(key, file);
    return file;
  }

  #refuseReadOnly(): void {
    if (!this.#options.readOnly) return;
    throw new PortcullisError('FILE_UNWRITABLE', `The store in ${this.#dataDir} is open for reading only`);
  }

  #drop(partition: Partition): void {
    const key = this.#path(partition);
    this.#open.get(key)?.close();
    this.#open.delete(key);
    for (const suffix of ['', '-wal', '-shm']) fs.rmSync(key + suffix, { force: true });
  }

  #path({ family, name }: Partition): string {
    return path.join(this.#folder(family), `${name}.db`);
  }

  #folder(family: Family): string {
    return path.join(this.#dataDir, family);
  }
}

function overlaps({ start, end }: Partition, { since, until, before }: EventPage): boolean {
  if (since !== undefined && end <= since) return false;
  if (until !== undefined && start >= until) return false;
  return before === undefined || start <= idTime(before);
}
