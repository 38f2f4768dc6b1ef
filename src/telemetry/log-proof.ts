import { PortcullisError } from '../core/errors.js';
import { leafHash } from '../core/merkle.js';
import { inclusionProof, verifyInclusion } from '../core/merkle-proof.js';
import type { LogLeaf, SignedLog, Store } from '../store/store.js';
import { parseCheckpoint } from './checkpoint.js';
import { eventsOf } from './log-follow.js';

/** What shows, without the store, that a record was in the log when a checkpoint was signed. Bytes are base64. */
export interface LogProof {
  readonly log: SignedLog;
  readonly leaf: number;
  /** SHA-256(0x00 || record) is the hash of the leaf (RFC 6962). */
  readonly record: string;
  /** From the leaf to the root of the checkpoint, nearest first (RFC 9162 2.1.3.2). */
  readonly proof: readonly string[];
  readonly checkpoint: string;
}

type Source = Pick<Store, 'audit' | 'checkpoints' | 'events'>;
type Leaf = Pick<LogLeaf, 'n' | 'leaf' | 'record'>;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * The proof for an event or a record of the audit log (`audit-12`), in the newest checkpoint of its log. Allowed calls
 * are proved with the batch that they are in. Reads the log from its start: throws `NOT_FOUND` when it is not there,
 * not signed yet, or files before it were dropped.
 */
export async function proveLeaf(store: Source, id: string): Promise<LogProof> {
  const log = await logWith(store, id);
  const stored = await store.checkpoints.latest(log);
  if (!stored) throw missing(`The ${log} log is not signed yet`, 'the running gateway signs it every minute');
  const { found, leaves } = await collect(leavesOf(store, log), id, stored.size);
  if (leaves.length < stored.size)
    throw missing(`Files of the ${log} log were dropped: the way to the root is not there`);
  if (!found) throw missing(`${id} came after the last checkpoint`, 'the running gateway signs the log every minute');
  const proof = inclusionProof(leaves, found.n);
  const { root, size } = parseCheckpoint(stored.note)!;
  if (!verifyInclusion({ leaf: leafHash(found.record), n: found.n, size, root, proof })) {
    throw new PortcullisError('STORE_CORRUPT', `The ${log} log does not lead to its checkpoint`, {
      hint: 'portcullis events verify says where',
    });
  }
  return { log, leaf: found.n, record: base64(found.record), proof: proof.map(base64), checkpoint: stored.note };
}

async function logWith(store: Source, id: string): Promise<SignedLog> {
  if (/^audit-\d{1,15}$/.test(id)) return 'control';
  const event = await store.events.get(id);
  if (!event) throw missing(`There is no event ${id}`, 'portcullis events search shows ids with --format json');
  return event.kind === 'access' && event.outcome === 'allowed' ? 'access' : 'denials';
}

async function* leavesOf(
  { audit, events }: Source,
  log: SignedLog,
): AsyncGenerator<Leaf & { has(id: string): boolean }> {
  if (log === 'control') {
    for await (const leaf of audit.leaves()) yield { ...leaf, has: (id) => leaf.id === id };
    return;
  }
  for await (const leaf of events.leaves(log))
    yield { ...leaf, has: (id) => eventsOf(leaf).some((event) => event.id === id) };
}

async function collect(
  source: AsyncIterable<Leaf & { has(id: string): boolean }>,
  id: string,
  size: number,
): Promise<{ readonly found: Leaf | undefined; readonly leaves: readonly Uint8Array[] }> {
  const leaves: Uint8Array[] = [];
  let found: Leaf | undefined;
  for await (const leaf of source) {
    if (leaf.n !== leaves.length || leaves.length === size) break;
    leaves.push(leaf.leaf);
    if (!found && leaf.has(id)) found = leaf;
  }
  return { found, leaves };
}

function missing(message: string, hint?: string): PortcullisError {
  return new PortcullisError('NOT_FOUND', message, { hint });
}
