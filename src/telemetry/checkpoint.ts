import { RightEdge } from '../core/merkle.js';
import type { SignedLog, StoredCheckpoint } from '../store/store.js';
import type { CheckpointKey } from './checkpoint-key.js';
import { parseNote, signNote, verifyNote, type NoteKey, type SignedNote } from './signed-note.js';

/** The logs that are signed, in the order in which people are told of them. */
export const signedLogs: readonly SignedLog[] = ['control', 'denials', 'access'];

/** What a checkpoint says: at that size the log had that root. */
export interface Checkpoint {
  /** Names the log: `NAME OF THE STORE/control`. */
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
  readonly note: SignedNote;
}

/** `SignedLog` of an origin, or undefined for another kind of log. */
export function logOf(origin: string): SignedLog | undefined {
  const name = origin.slice(origin.lastIndexOf('/') + 1);
  return signedLogs.find((log) => log === name);
}

/** The key as it signs for one log: the same key under the name of the log. */
export function keyOfLog({ name, publicKey }: Pick<CheckpointKey, 'name' | 'publicKey'>, log: SignedLog): NoteKey {
  return { name: `${name}/${log}`, publicKey };
}

/** Signs the state of a log (C2SP tlog-checkpoint: origin, size, root in base64). */
export function signCheckpoint(
  key: CheckpointKey,
  state: { readonly log: SignedLog; readonly edge: Uint8Array; readonly time: number },
): StoredCheckpoint {
  const { log, edge, time } = state;
  const { size, ...tree } = treeOf(edge);
  const noteKey = keyOfLog(key, log);
  const text = `${noteKey.name}\n${size}\n${tree.root.toString('base64')}\n`;
  return Object.freeze({ log, size, time, edge, note: signNote(text, noteKey, key.privateKey) });
}

function treeOf(edge: Uint8Array): { readonly size: number; readonly root: Buffer } {
  const tree = RightEdge.from(edge);
  return { size: tree.size, root: tree.root() };
}

/** Reads a checkpoint, or undefined for what is none. Its signature is not verified. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const note = parseNote(text);
  if (!note) return undefined;
  const [origin, size, root] = note.text.split('\n');
  const bytes = Buffer.from(root ?? '', 'base64');
  if (!origin || !/^(?:0|[1-9]\d{0,15})$/.test(size ?? '') || bytes.length !== 32) return undefined;
  return { origin, size: Number(size), root: bytes, note };
}

/** True when the key signed it for the log that it names. */
export function isSignedBy(checkpoint: Checkpoint, key: Pick<CheckpointKey, 'name' | 'publicKey'>): boolean {
  const log = logOf(checkpoint.origin);
  if (log === undefined) return false;
  const noteKey = keyOfLog(key, log);
  return checkpoint.origin === noteKey.name && verifyNote(checkpoint.note, noteKey);
}

/** All checkpoints of a text that has one after the other; what is none is passed over. */
export function parseCheckpoints(text: string): Checkpoint[] {
  const notes = text.split(/(?<=\n\u2014 [^\n]*\n)\n*(?!\u2014)/u);
  return notes.flatMap((note) => parseCheckpoint(note) ?? []);
}
