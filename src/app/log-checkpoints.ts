import { PortcullisError } from '../core/errors.js';
import type { CheckpointPolicy } from '../model/types.js';
import type { Store } from '../store/store.js';
import { refuseRewritten, lastCheckpoints, compareCheckpoints } from '../telemetry/checkpoint-compare.js';
import { isSignedBy, parseCheckpoint, signedLogs, type Checkpoint } from '../telemetry/checkpoint.js';
import { loadCheckpointKey, readCheckpointKey } from '../telemetry/checkpoint-key.js';
import { checkpointFile, Witness } from '../telemetry/checkpoint-outlet.js';
import { Checkpointer } from '../telemetry/checkpointer.js';

export interface LogCheckpointOptions {
  readonly dataDir: string;
  readonly store: Pick<Store, 'audit' | 'checkpoints' | 'events'>;
  /** `eventLog.checkpoints` of the policy. */
  readonly policy: CheckpointPolicy | undefined;
  /** Goes on although the log is not the one of which a checkpoint was kept. */
  readonly acceptLog: boolean;
  readonly say: (text: string) => void;
}

/**
 * Compares the log with the last checkpoints that were kept outside, then signs it while it grows.
 * Throws `LOG_REWRITTEN` when they do not match, `CHECKPOINT_KEY_INVALID` when another key signed it before; with
 * `acceptLog` it goes on, and the audit log says so.
 */
export async function startCheckpoints(options: LogCheckpointOptions): Promise<Checkpointer> {
  const { dataDir, store, policy = {}, say } = options;
  await refuseOtherKey(options);
  const key = loadCheckpointKey(dataDir);
  if (policy.file !== undefined) await compare(options, { file: policy.file, name: key.name });
  const outlets = [
    ...(policy.file === undefined ? [] : [checkpointFile(policy.file)]),
    ...(policy.url === undefined ? [] : [witness(policy.url, say)]),
  ];
  const onError = (error: unknown) => say(`the log is not signed at the moment: ${(error as Error).message}`);
  const checkpointer = new Checkpointer({ store, key, outlets, onError });
  await checkpointer.take();
  checkpointer.start();
  return checkpointer;
}

/** Machines that share a store sign with one key: with two, each would call the log of the other a forgery. */
async function refuseOtherKey({ dataDir, store, acceptLog }: LogCheckpointOptions): Promise<void> {
  const last = await newestCheckpoint(store);
  const key = readCheckpointKey(dataDir);
  if (!last || (key && isSignedBy(last, key))) return;
  const signer = last.origin.slice(0, last.origin.lastIndexOf('/'));
  const facts = { expected: `the key of ${signer}, found ${key ? key.name : 'none'}` };
  if (acceptLog) return void (await store.audit.append({ kind: 'log_start_forced', detail: { key: facts.expected } }));
  throw new PortcullisError('CHECKPOINT_KEY_INVALID', 'The log of this store was signed with another key', {
    ...facts,
    hint: `copy checkpoint.key of the machine that made the store, or of a backup, into ${dataDir}; --accept-log goes on with another key`,
  });
}

async function newestCheckpoint({ checkpoints }: LogCheckpointOptions['store']): Promise<Checkpoint | undefined> {
  for (const log of signedLogs) {
    const stored = await checkpoints.latest(log);
    const read = stored && parseCheckpoint(stored.note);
    if (read) return read;
  }
  return undefined;
}

async function compare(
  { store, acceptLog }: LogCheckpointOptions,
  { file, name }: { readonly file: string; readonly name: string },
): Promise<void> {
  const kept = lastCheckpoints(file, name);
  if (!acceptLog) return refuseRewritten(store, kept, file);
  const mismatches = await compareCheckpoints(store, kept);
  if (mismatches.length > 0) await store.audit.append({ kind: 'log_start_forced', detail: { file, mismatches } });
}

function witness(url: string, say: (text: string) => void): Witness {
  return new Witness({
    url,
    onError: (error) => say(`checkpoints wait for ${new URL(url).origin}: ${error.message}`),
  });
}
