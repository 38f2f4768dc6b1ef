import fs from 'node:fs';
import { PortcullisError } from '../core/errors.js';
import { RightEdge } from '../core/merkle.js';
import type { SignedLog, Store } from '../store/store.js';
import { logOf, parseCheckpoints, type Checkpoint } from './checkpoint.js';
import { signedHeads } from './log-heads.js';

const lastBytes = 256 * 1024;

/** The last checkpoint of each log in a file; an absent file has none. Throws `FILE_UNREADABLE`. */
export function lastCheckpoints(file: string, name: string): ReadonlyMap<SignedLog, Checkpoint> {
  const last = new Map<SignedLog, Checkpoint>();
  for (const checkpoint of parseCheckpoints(readEnd(file))) {
    const log = logOf(checkpoint.origin);
    if (log !== undefined && checkpoint.origin === `${name}/${log}`) last.set(log, checkpoint);
  }
  return last;
}

function readEnd(file: string): string {
  try {
    const handle = fs.openSync(file, 'r');
    try {
      const { size } = fs.fstatSync(handle);
      const buffer = Buffer.alloc(Math.min(size, lastBytes));
      fs.readSync(handle, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString();
    } finally {
      fs.closeSync(handle);
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new PortcullisError('FILE_UNREADABLE', `The checkpoints in ${file} cannot be read`, { cause });
  }
}

/** Why a log cannot be the one of which the checkpoint was kept. */
export interface Mismatch {
  readonly log: SignedLog;
  readonly size: number;
  readonly problem: string;
}

/**
 * Compares checkpoints that were kept outside with the logs, without reading a whole log: the edge that the store keeps
 * for that size must have the root of the checkpoint, and grow into the head by the leaves that follow.
 */
export async function compareCheckpoints(
  store: Pick<Store, 'audit' | 'checkpoints' | 'events'>,
  kept: ReadonlyMap<SignedLog, Checkpoint>,
): Promise<readonly Mismatch[]> {
  const found: Mismatch[] = [];
  const heads = new Map((await signedHeads(store)).map((head) => [head.log, head]));
  for (const [log, checkpoint] of kept) {
    const edge = heads.get(log)?.edge;
    const problem = await mismatchOf(store, log, { checkpoint, head: edge ? RightEdge.from(edge) : RightEdge.empty() });
    if (problem !== undefined) found.push({ log, size: checkpoint.size, problem });
  }
  return found;
}

async function mismatchOf(
  store: Pick<Store, 'audit' | 'checkpoints' | 'events'>,
  log: SignedLog,
  { checkpoint, head }: { readonly checkpoint: Checkpoint; readonly head: RightEdge },
): Promise<string | undefined> {
  const { size, root } = checkpoint;
  if (size > head.size) return `it had ${size} records, now there are ${head.size}`;
  if (size === head.size) return head.root().equals(root) ? undefined : `its first ${size} records are others now`;
  const [stored] = await store.checkpoints.list(log, { after: size - 1, limit: 1 });
  if (stored?.size !== size) return `the store does not have the checkpoint of ${size} records any more`;
  const edge = RightEdge.from(stored.edge);
  if (!edge.root().equals(root)) return `its first ${size} records are others now`;
  for await (const { leaf } of log === 'control' ? store.audit.leaves(size) : store.events.leaves(log, size)) {
    edge.append(leaf);
  }
  return edge.root().equals(head.root()) ? undefined : `what it has now does not go on from its first ${size} records`;
}

/** Throws `LOG_REWRITTEN` when a log is not what it was when the checkpoint was kept. */
export async function refuseRewritten(
  store: Pick<Store, 'audit' | 'checkpoints' | 'events'>,
  kept: ReadonlyMap<SignedLog, Checkpoint>,
  file: string,
): Promise<void> {
  const mismatches = await compareCheckpoints(store, kept);
  if (mismatches.length === 0) return;
  const list = mismatches.map(({ log, problem }) => `the ${log} log: ${problem}`).join('; ');
  throw new PortcullisError('LOG_REWRITTEN', `The log does not match the checkpoints kept in ${file}: ${list}`, {
    hint:
      'keep a copy of the data folder and look at `portcullis events verify --checkpoint FILE`; after a restored ' +
      'backup, or when you know why, `portcullis start --accept-log` goes on and records that it did',
  });
}
