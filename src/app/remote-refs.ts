import { diskSource, type FileSource } from '../model/file-source.js';
import { loadProject, type ProjectOptions } from '../model/project.js';
import type { Project } from '../model/types.js';
import { makeDocumentFetcher, type DocumentFetcher, type DocumentFetcherOptions } from './fetch-document.js';

/** References to references to references: each step is read before the next is known. */
const mostRounds = 20;

/** Loads projects whose contracts may refer to named https hosts. The model opens no connection: it is given the texts. */
export interface RemoteRefs {
  load(options: Omit<ProjectOptions, 'source'>): Promise<Project>;
  /** The same for anything that is read through a source of files. */
  read<T>(work: (source: FileSource) => T | Promise<T>): Promise<T>;
  /** What was fetched, and what was not and why. */
  notes(): readonly string[];
  close(): Promise<void>;
}

export function remoteRefs(options: DocumentFetcherOptions): RemoteRefs {
  return new Loader(makeDocumentFetcher(options));
}

class Loader implements RemoteRefs {
  readonly #fetcher: DocumentFetcher;
  readonly #documents = new Map<string, Uint8Array>();
  readonly #failed = new Map<string, string>();
  readonly #wanted = new Set<string>();
  readonly #source: FileSource;

  constructor(fetcher: DocumentFetcher) {
    this.#fetcher = fetcher;
    this.#source = { ...diskSource, remote: (url) => this.#remote(url) };
  }

  load(options: Omit<ProjectOptions, 'source'>): Promise<Project> {
    return this.read((source) => loadProject({ ...options, source }));
  }

  /** Reads, fetches what was missing, and reads again, until nothing new is asked for. */
  async read<T>(work: (source: FileSource) => T | Promise<T>): Promise<T> {
    for (let round = 0; ; round += 1) {
      this.#wanted.clear();
      const made = await work(this.#source);
      if (this.#wanted.size === 0) return made;
      if (round >= mostRounds) {
        for (const url of this.#wanted) this.#failed.set(url, 'was not asked for: the references go on too long');
        return made;
      }
      for (const url of this.#wanted) await this.#take(url);
    }
  }

  notes(): readonly string[] {
    const count = this.#documents.size;
    const fetched = count ? [`fetched ${count} ${count === 1 ? 'document' : 'documents'} that references name`] : [];
    return [...fetched, ...[...this.#failed].map(([url, reason]) => `${url} ${reason}`)];
  }

  close(): Promise<void> {
    return this.#fetcher.close();
  }

  #remote(url: string): Uint8Array | undefined {
    const known = this.#documents.get(url);
    if (known || this.#failed.has(url) || !this.#fetcher.isAllowed(url)) return known;
    this.#wanted.add(url);
    return undefined;
  }

  async #take(url: string): Promise<void> {
    const got = await this.#fetcher.get(url);
    if (typeof got === 'string') this.#failed.set(url, got);
    else this.#documents.set(url, got);
  }
}
