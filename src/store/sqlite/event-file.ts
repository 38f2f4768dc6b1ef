import type { SecurityEvent } from '../../core/events.js';
import type { EventFilter, JournalMarks, LogLeaf } from '../store.js';
import type { LogFile } from './log-file.js';

/** What a search asks of one file. */
export interface FilePage {
  /** Only ids below it. */
  readonly before: string | undefined;
  readonly limit: number;
}

export type FileLeaf = Omit<LogLeaf, 'log' | 'file'>;

/** One file of events, of whichever log. */
export interface EventFile {
  readonly log: LogFile;
  /** Stores events and marks in one transaction; returns how many were new, or undefined when the file is sealed. */
  add(events: readonly SecurityEvent[], marks: JournalMarks): number | undefined;
  has(id: string): boolean;
  get(id: string): SecurityEvent | undefined;
  /** Newest first. */
  search(filter: EventFilter, page: FilePage): SecurityEvent[];
  count(filter: EventFilter): number;
  /** In the order of the log, from number `from` on. */
  leaves(from: number): Iterable<FileLeaf>;
}
