import { leafHash, RightEdge } from '../core/merkle.js';
import { idTime } from '../store/event-id.js';
import type { SignedLog } from '../store/store.js';

/** A record of a log with its place. */
export interface VerifiableLeaf {
  readonly n: number;
  readonly record: Uint8Array;
  readonly leaf: Uint8Array;
  readonly id: string;
  readonly file: string;
  /** Milliseconds since the epoch; default that in the id. */
  readonly time?: number;
  readonly consistent: boolean;
}

/** A log as its parts are read; both engines give this. */
export interface VerifiableLog {
  readonly log: SignedLog;
  /** Oldest first. */
  files(): Promise<readonly { readonly file: string; readonly size: number; readonly edge: Uint8Array }[]>;
  head(): Promise<{ readonly size: number; readonly edge: Uint8Array }>;
  leaves(): AsyncIterable<VerifiableLeaf>;
}

/** A root that is believed: signed, or kept elsewhere. `edge` lets the check go on after a fault. */
export interface KnownRoot {
  readonly size: number;
  readonly root: Buffer;
  readonly edge: RightEdge | undefined;
  readonly from: 'store' | 'outside';
}

export type TamperingKind =
  /** The record is not the one that was hashed. */
  | 'record-changed'
  /** The columns that searches use say something else than the record. */
  | 'index-changed'
  /** Numbers are missing in the middle. */
  | 'records-removed'
  /** The end is missing. */
  | 'tail-removed'
  /** More records than the log has. */
  | 'records-added'
  /** Records of a stretch were changed together with their hashes, removed, added or put into another order. */
  | 'history-changed'
  /** A file does not go on from the one before it. */
  | 'file-replaced'
  | 'checkpoint-invalid';

/** One thing that is wrong, and where. */
export interface Tampering {
  readonly kind: TamperingKind;
  readonly log: SignedLog;
  /** First and last leaf concerned. */
  readonly first: number;
  readonly last: number;
  readonly file?: string;
  readonly id?: string;
  /** Milliseconds since the epoch. */
  readonly time?: number;
  readonly against?: 'store' | 'outside' | 'head';
  readonly reason?: string;
}

export interface LogResult {
  readonly log: SignedLog;
  /** First leaf that is kept: those before it were in files that are not there any more. */
  readonly first: number;
  readonly size: number;
  /** Records that were read. */
  readonly records: number;
  readonly files: number;
  readonly root: Buffer;
  /** Checkpoints whose root the records have. */
  readonly matched: { readonly store: number; readonly outside: number };
  /** Leaves after the last checkpoint. */
  readonly unsigned: number;
  /** Checkpoints of the part that is dropped: they cannot be compared. */
  readonly beyond: number;
  readonly problems: readonly Tampering[];
  /** Problems that are not listed, because there are so many. */
  readonly more: number;
}

const mostProblems = 100;

/** Reads a log from its start to its head and compares it with every root that is known. Bounded memory. */
export async function verifyLog(
  source: VerifiableLog,
  known: readonly KnownRoot[],
  signal?: AbortSignal,
): Promise<LogResult> {
  // Before the records: what is appended while they are read is left out.
  const head = await source.head();
  const files = await source.files();
  const check = new LogCheck(source.log, { head, files, known });
  for await (const leaf of source.leaves()) {
    signal?.throwIfAborted();
    if (leaf.n < head.size) check.take(leaf);
    else if ((await source.head()).size === head.size) check.added(leaf);
    else break;
  }
  return check.finish();
}

type Start = Awaited<ReturnType<VerifiableLog['files']>>[number];

class LogCheck {
  readonly #log: SignedLog;
  readonly #head: { readonly size: number; readonly root: Buffer };
  readonly #files: readonly Start[];
  readonly #known: readonly KnownRoot[];
  readonly #first: number;
  readonly #problems: Tampering[] = [];
  readonly #matched = { store: 0, outside: 0 };
  #more = 0;
  #records = 0;
  #next: number;
  /** Undefined: after a gap, until the next root that is known. */
  #edge: RightEdge | undefined;
  #file = -1;
  #nextKnown = 0;
  /** Leaves from here on are not covered by a root that matched. */
  #unproven: number;
  #mark: VerifiableLeaf | undefined;

  constructor(
    log: SignedLog,
    facts: {
      readonly head: { readonly size: number; readonly edge: Uint8Array };
      readonly files: readonly Start[];
      readonly known: readonly KnownRoot[];
    },
  ) {
    this.#log = log;
    this.#head = { size: facts.head.size, root: RightEdge.from(facts.head.edge).root() };
    this.#files = facts.files;
    this.#first = facts.files[0]?.size ?? 0;
    this.#known = facts.known.toSorted((a, b) => a.size - b.size);
    this.#next = this.#first;
    this.#unproven = this.#first;
    this.#edge = facts.files[0] ? RightEdge.from(facts.files[0].edge) : RightEdge.empty();
    this.#nextKnown = this.#known.filter(({ size }) => size < this.#first).length;
    this.#compareKnown();
  }

  take(leaf: VerifiableLeaf): void {
    this.#enterFiles(leaf.n);
    if (leaf.n > this.#next) this.#gap(leaf);
    this.#records += 1;
    this.#mark ??= leaf;
    const hash = bytesOf(leaf.leaf);
    if (!leafHash(bytesOf(leaf.record)).equals(hash)) this.#one('record-changed', leaf);
    else if (!leaf.consistent) this.#one('index-changed', leaf);
    this.#edge?.append(hash);
    this.#next = leaf.n + 1;
    this.#compareKnown();
  }

  added(leaf: VerifiableLeaf): void {
    this.#records += 1;
    this.#one('records-added', leaf);
  }

  #one(kind: TamperingKind, leaf: VerifiableLeaf): void {
    this.#problem({ kind, first: leaf.n, last: leaf.n, ...placeOf(leaf) });
  }

  finish(): LogResult {
    this.#enterFiles(this.#head.size);
    if (this.#next < this.#head.size) this.#tail(this.#head.size, 'head');
    else if (this.#edge && !this.#edge.root().equals(this.#head.root)) this.#history(this.#head.size, 'head');
    this.#cutOff();
    const signed = this.#known.filter(({ size }) => size <= this.#head.size).at(-1)?.size ?? this.#first;
    return {
      log: this.#log,
      first: this.#first,
      size: this.#head.size,
      records: this.#records,
      files: this.#files.length,
      root: this.#head.root,
      matched: this.#matched,
      unsigned: this.#head.size - Math.max(signed, this.#first),
      beyond: this.#known.filter(({ size }) => size < this.#first).length,
      problems: this.#problems,
      more: this.#more,
    };
  }

  /** A new file must go on where the one before it ended. */
  #enterFiles(n: number): void {
    for (let file = this.#files[this.#file + 1]; file && file.size <= n; file = this.#files[this.#file + 1]) {
      this.#file += 1;
      if (file.size > this.#next) {
        this.#problem({ kind: 'records-removed', first: this.#next, last: file.size - 1, reason: 'a file is missing' });
        this.#resync(file.size, RightEdge.from(file.edge));
      } else if (this.#edge && file.size === this.#next && !this.#edge.toBytes().equals(file.edge)) {
        const at = { first: this.#unproven, last: file.size - 1, file: file.file };
        this.#problem({ kind: 'file-replaced', ...at });
        this.#resync(file.size, RightEdge.from(file.edge));
      }
    }
  }

  #gap(leaf: VerifiableLeaf): void {
    this.#problem({
      kind: 'records-removed',
      first: this.#next,
      last: leaf.n - 1,
      ...placeOf(leaf),
      reason: 'before it',
    });
    const resumed = this.#known.findLast(({ size, edge }) => edge && size > this.#next && size <= leaf.n);
    this.#resync(leaf.n, resumed?.size === leaf.n ? resumed.edge : undefined);
  }

  #resync(size: number, edge: RightEdge | undefined): void {
    this.#next = size;
    this.#edge = edge && RightEdge.from(edge.toBytes());
    this.#unproven = size;
    this.#mark = undefined;
    while ((this.#known[this.#nextKnown]?.size ?? Infinity) < size) this.#nextKnown += 1;
  }

  #compareKnown(): void {
    for (let known = this.#known[this.#nextKnown]; known?.size === this.#next; known = this.#known[this.#nextKnown]) {
      this.#nextKnown += 1;
      if (!this.#edge) {
        if (known.edge) this.#resync(known.size, known.edge);
        continue;
      }
      if (this.#edge.root().equals(known.root)) {
        this.#matched[known.from] += 1;
        this.#unproven = known.size;
        this.#mark = undefined;
        continue;
      }
      this.#history(known.size, known.from);
      // Faults after this one are found as well.
      if (known.edge) this.#resync(known.size, known.edge);
    }
  }

  #history(size: number, against: NonNullable<Tampering['against']>): void {
    const place = this.#mark ? placeOf(this.#mark) : {};
    this.#problem({
      kind: 'history-changed',
      first: Math.min(this.#unproven, size - 1),
      last: size - 1,
      ...place,
      against,
    });
  }

  #tail(size: number, against: NonNullable<Tampering['against']>): void {
    this.#problem({ kind: 'tail-removed', first: this.#next, last: size - 1, against });
  }

  #cutOff(): void {
    for (const from of ['store', 'outside'] as const) {
      const last = this.#known.findLast((known) => known.from === from);
      if (last && last.size > this.#head.size && last.size > this.#next) this.#tail(last.size, from);
    }
  }

  #problem(problem: Omit<Tampering, 'log'>): void {
    if (this.#problems.length < mostProblems) this.#problems.push({ log: this.#log, ...problem });
    else this.#more += 1;
  }
}

/** Who writes to the database may store text or numbers where bytes belong. */
function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value));
}

function placeOf({ file, id, time = idTime(id) }: VerifiableLeaf): Pick<Tampering, 'file' | 'id' | 'time'> {
  return { file, id, time };
}
