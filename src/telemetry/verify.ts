import { RightEdge } from '../core/merkle.js';
import { logNames, type LogName, type SignedLog, type Store, type StoredCheckpoint } from '../store/store.js';
import type { CheckpointKey } from './checkpoint-key.js';
import { isSignedBy, keyOfLog, logOf, parseCheckpoint, type Checkpoint } from './checkpoint.js';
import { verifyLog, type KnownRoot, type LogResult, type Tampering, type VerifiableLog } from './verify-log.js';

const atOnce = 1000;

export interface VerifyOptions {
  readonly store: Pick<Store, 'audit' | 'checkpoints' | 'events'>;
  /** Undefined: the store never signed anything. */
  readonly key: Pick<CheckpointKey, 'name' | 'publicKey'> | undefined;
  /** Checkpoints that were kept elsewhere. */
  readonly outside?: readonly Checkpoint[];
  readonly signal?: AbortSignal;
}

export interface Verification {
  readonly logs: readonly LogResult[];
  /** Everything that is wrong, in the order of the logs. */
  readonly problems: readonly Tampering[];
  readonly more: number;
}

/**
 * Reads the event logs and the audit log whole and compares every record with its leaf hash and its search columns,
 * and every log with its own head, with the checkpoints of the store, and with those kept elsewhere.
 */
export async function verifyStore(options: VerifyOptions): Promise<Verification> {
  const logs: LogResult[] = [];
  for (const source of sourcesOf(options.store)) logs.push(await verifyOne(source, options));
  return {
    logs,
    problems: logs.flatMap(({ problems }) => problems),
    more: logs.reduce((sum, { more }) => sum + more, 0),
  };
}

async function verifyOne(source: VerifiableLog, options: VerifyOptions): Promise<LogResult> {
  const faults: Tampering[] = [];
  const known = [...outsideRoots(source.log, options, faults), ...(await storedRoots(source.log, options, faults))];
  const result = await verifyLog(source, known, options.signal);
  return { ...result, problems: [...faults, ...result.problems] };
}

function sourcesOf({ audit, events }: VerifyOptions['store']): VerifiableLog[] {
  const control: VerifiableLog = {
    log: 'control',
    files: async () => [{ file: 'control.db', size: 0, edge: RightEdge.empty().toBytes() }],
    head: () => audit.head(),
    async *leaves() {
      for await (const leaf of audit.leaves()) yield { ...leaf, file: 'control.db' };
    },
  };
  return [control, ...logNames.toReversed().map((log) => eventSource(events, log))];
}

function eventSource(events: Store['events'], log: LogName): VerifiableLog {
  return {
    log,
    files: () => events.files(log),
    head: async () => (await events.heads()).find((head) => head.log === log)!,
    leaves: () => events.leaves(log),
  };
}

function outsideRoots(log: SignedLog, { outside = [], key }: VerifyOptions, faults: Tampering[]): KnownRoot[] {
  return outside.flatMap((checkpoint) => {
    if (logOf(checkpoint.origin) !== log) return [];
    const reason = key ? signatureFault(checkpoint, key) : 'this store has no key: it never signed a checkpoint';
    if (reason !== undefined) faults.push({ ...invalid(log, checkpoint.size, reason), against: 'outside' });
    // Whoever signed it: the caller trusts the place where it was kept.
    return [{ size: checkpoint.size, root: checkpoint.root, edge: undefined, from: 'outside' as const }];
  });
}

function signatureFault(checkpoint: Checkpoint, key: NonNullable<VerifyOptions['key']>): string | undefined {
  if (isSignedBy(checkpoint, key)) return undefined;
  const { name } = keyOfLog(key, logOf(checkpoint.origin)!);
  if (checkpoint.origin !== name) return `it is of ${checkpoint.origin}, this log is ${name}`;
  return "it is not signed by this store's key: the key or the checkpoint was replaced";
}

async function storedRoots(log: SignedLog, options: VerifyOptions, faults: Tampering[]): Promise<KnownRoot[]> {
  const roots: KnownRoot[] = [];
  for (let after = -1; ;) {
    const page = await options.store.checkpoints.list(log, { after, limit: atOnce });
    for (const stored of page) {
      const root = storedRoot(stored, options.key);
      if (typeof root !== 'string') roots.push(root);
      else if (faults.length < atOnce / 10) faults.push({ ...invalid(log, stored.size, root), against: 'store' });
    }
    if (page.length < atOnce) return roots;
    after = page.at(-1)!.size;
  }
}

/** The root of a checkpoint of the store, or why it counts for nothing. */
function storedRoot({ size, edge, note }: StoredCheckpoint, key: VerifyOptions['key']): KnownRoot | string {
  const checkpoint = parseCheckpoint(note);
  if (!checkpoint || !key) return checkpoint ? 'the key that signed it is gone' : 'it is no checkpoint';
  const fault = signatureFault(checkpoint, key);
  if (fault !== undefined) return fault;
  const tree = edgeOf(edge);
  if (checkpoint.size !== size || !tree?.root().equals(checkpoint.root)) return 'its parts contradict each other';
  return { size, root: checkpoint.root, edge: tree, from: 'store' };
}

function edgeOf(bytes: Uint8Array): RightEdge | undefined {
  try {
    return RightEdge.from(bytes);
  } catch {
    return undefined;
  }
}

function invalid(log: SignedLog, size: number, reason: string): Tampering {
  return { kind: 'checkpoint-invalid', log, first: size, last: size, reason };
}
