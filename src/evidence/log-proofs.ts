import { leafHash, nodeHash } from '../core/merkle.js';
import { verifyInclusion } from '../core/merkle-proof.js';
import { PortcullisError } from '../core/errors.js';
import type { SignedLog, Store, StoredCheckpoint } from '../store/store.js';
import { parseCheckpoint } from '../telemetry/checkpoint.js';
import type { LogProof } from '../telemetry/log-proof.js';

type Source = Pick<Store, 'audit' | 'checkpoints' | 'events'>;

interface Leaf {
  readonly n: number;
  readonly id: string;
  readonly record: Uint8Array;
  readonly leaf: Uint8Array;
}

/** A record that is proved. */
export interface RecordProof extends LogProof {
  readonly id: string;
}

/**
 * Proofs for records of the audit log (`audit-12`) and of the log of denials, each in the newest checkpoint of its log.
 * One reading of each log for all of them, in memory that does not grow with it; files that retention dropped are not
 * needed. Records that are not signed yet, or not there, are left out.
 * Throws `STORE_CORRUPT` when a log does not lead to its checkpoint.
 */
export async function proveRecords(store: Source, ids: readonly string[]): Promise<readonly RecordProof[]> {
  const control = ids.filter((id) => /^audit-\d{1,15}$/.test(id));
  const denials = ids.filter((id) => !id.startsWith('audit-'));
  return [...(await proveIn(store, 'control', control)), ...(await proveIn(store, 'denials', denials))];
}

async function proveIn(
  store: Source,
  log: 'control' | 'denials',
  ids: readonly string[],
): Promise<readonly RecordProof[]> {
  const stored = ids.length === 0 ? undefined : await store.checkpoints.latest(log);
  if (!stored) return [];
  const targets = await findTargets(store, log, { ids: new Set(ids), size: stored.size });
  if (targets.length === 0) return [];
  const paths = new Paths(targets.map(({ n }) => n));
  const start = await startOf(store, log);
  paths.startAt(start);
  for await (const { n, leaf } of leavesOf(store, log)) {
    if (n === stored.size) break;
    paths.append(leaf);
  }
  return targets.map((target) => proofOf(target, { log, stored, path: paths.pathOf(target.n) }));
}

/** First the numbers: which hashes are wanted is known only with them. */
async function findTargets(
  store: Source,
  log: 'control' | 'denials',
  { ids, size }: { readonly ids: ReadonlySet<string>; readonly size: number },
): Promise<readonly Leaf[]> {
  const found: Leaf[] = [];
  for await (const leaf of leavesOf(store, log)) {
    if (leaf.n === size || found.length === ids.size) break;
    if (ids.has(leaf.id)) found.push(leaf);
  }
  return found;
}

async function* leavesOf({ audit, events }: Source, log: 'control' | 'denials'): AsyncGenerator<Leaf> {
  if (log === 'control') yield* audit.leaves();
  else yield* events.leaves(log);
}

/** The edge of the log before its first record that is kept. */
async function startOf({ events }: Source, log: 'control' | 'denials'): Promise<Uint8Array | undefined> {
  return log === 'control' ? undefined : (await events.files(log))[0]?.edge;
}

function proofOf(
  { id, n, record }: Leaf,
  {
    log,
    stored,
    path,
  }: { readonly log: SignedLog; readonly stored: StoredCheckpoint; readonly path: readonly Uint8Array[] },
): RecordProof {
  const { root, size } = parseCheckpoint(stored.note)!;
  if (!verifyInclusion({ leaf: leafHash(record), n, size, root, proof: path })) {
    throw new PortcullisError('STORE_CORRUPT', `The ${log} log does not lead to its checkpoint`, {
      hint: 'portcullis events verify says where',
    });
  }
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return { id, log, leaf: n, record: base64(record), proof: path.map(base64), checkpoint: stored.note };
}

interface TreeNode {
  readonly level: number;
  /** Number among the nodes of its level. */
  readonly index: number;
  readonly hash: Uint8Array;
}

const nameOf = (level: number, index: number): string => `${level}/${index}`;
const most = 53;

/** Takes the leaves of a tree (RFC 6962) one by one and keeps only the hashes that some path needs. */
export class Paths {
  readonly #wanted = new Set<string>();
  readonly #kept = new Map<string, Uint8Array>();
  /** Roots of the whole subtrees so far, largest first. */
  readonly #edge: TreeNode[] = [];
  #size = 0;

  constructor(targets: readonly number[]) {
    for (const target of targets)
      for (let level = 0, index = target; level < most; level += 1, index = Math.floor(index / 2))
        this.#wanted.add(nameOf(level, index % 2 === 0 ? index + 1 : index - 1));
  }

  /** Goes on from the edge of a tree, as `RightEdge.toBytes` wrote it. */
  startAt(edge: Uint8Array | undefined): void {
    if (!edge) return;
    const bytes = Buffer.from(edge);
    const size = Number(bytes.readBigUInt64BE());
    let at = 8;
    for (let level = most - 1; level >= 0; level -= 1) {
      const width = 2 ** level;
      if (Math.floor(size / width) % 2 === 0) continue;
      this.#push({ level, index: Math.floor(size / width) - 1, hash: bytes.subarray(at, at + 32) });
      at += 32;
    }
    this.#size = size;
  }

  append(leaf: Uint8Array): void {
    let node: TreeNode = { level: 0, index: this.#size, hash: Buffer.from(leaf) };
    this.#keep(node);
    while (node.index % 2 === 1) {
      const left = this.#edge.pop()!;
      node = { level: node.level + 1, index: (node.index - 1) / 2, hash: nodeHash(left.hash, node.hash) };
      this.#keep(node);
    }
    this.#edge.push(node);
    this.#size += 1;
  }

  /** From the leaf to the root of the tree as it is now, nearest first. */
  pathOf(target: number): readonly Uint8Array[] {
    const at = this.#edge.findIndex(({ level, index }) => Math.floor(target / 2 ** level) === index);
    const own = this.#edge[at]!;
    const path: Uint8Array[] = [];
    for (let level = 0, index = target; level < own.level; level += 1, index = Math.floor(index / 2))
      path.push(this.#kept.get(nameOf(level, index % 2 === 0 ? index + 1 : index - 1))!);
    const right = this.#edge.slice(at + 1).map(({ hash }) => hash);
    if (right.length > 0) path.push(right.reduceRight((later, hash) => nodeHash(hash, later)));
    return [
      ...path,
      ...this.#edge
        .slice(0, at)
        .map(({ hash }) => hash)
        .toReversed(),
    ];
  }

  #push(node: TreeNode): void {
    this.#keep(node);
    this.#edge.push(node);
  }

  #keep({ level, index, hash }: TreeNode): void {
    const name = nameOf(level, index);
    if (this.#wanted.has(name)) this.#kept.set(name, hash);
  }
}
