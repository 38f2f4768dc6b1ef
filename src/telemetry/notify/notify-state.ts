import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../../core/errors.js';
import { ensurePrivateFolder } from '../../store/files.js';

/** An event that is to be told: by its id, so that this file says nothing of anybody. */
export interface HeldEvent {
  readonly id: string;
  readonly more: number;
  /** Of its severity; 0 is the worst. */
  readonly rank: number;
  readonly isUrgent: boolean;
}

/** A message as it was made; it is sent until it is taken. */
export interface WaitingMessage {
  readonly id: string;
  readonly events: readonly HeldEvent[];
  readonly more: number;
}

/** Where a notification is: what it has read of the log, told, and not told yet. */
export interface NotifyState {
  /** Number of the next leaf of the log. */
  readonly place: number;
  /** Hash of what is the same -> when it was told last, and how often it was seen since. */
  readonly told: Readonly<Record<string, readonly [time: number, more: number]>>;
  readonly held: readonly HeldEvent[];
  /** Events that were too many to be held. */
  readonly more: number;
  readonly heldSince?: number;
  readonly message?: WaitingMessage;
}

/** Keeps a state over restarts: whole, or as it was before. */
export interface NotifyStateFile {
  /** Undefined for a new notification. */
  read(): NotifyState | undefined;
  /** The same for who only looks: makes no folder. */
  peek(): NotifyState | undefined;
  write(state: NotifyState): void;
}

/** Where the state of a notification is: `notify/NAME.json` of the data folder. */
export const notifyFile = (dataDir: string, name: string): string => path.join(dataDir, 'notify', `${name}.json`);

/** The state in its file. Reading throws `STORE_CORRUPT` for what is none. */
export function notifyStateFile(dataDir: string, name: string): NotifyStateFile {
  const file = notifyFile(dataDir, name);
  const folder = path.dirname(file);
  const peek = () => (fs.existsSync(file) ? parse(file, fs.readFileSync(file, 'utf8')) : undefined);
  return {
    read() {
      ensurePrivateFolder(folder);
      return peek();
    },
    peek,
    write(state) {
      fs.writeFileSync(`${file}.part`, `${JSON.stringify(state)}\n`, { mode: 0o600, flush: true });
      fs.renameSync(`${file}.part`, file);
    },
  };
}

function parse(file: string, text: string): NotifyState {
  try {
    const state = JSON.parse(text) as NotifyState;
    if (Number.isSafeInteger(state.place) && typeof state.told === 'object' && Array.isArray(state.held)) return state;
  } catch {
    // told below, like every other damage
  }
  throw new PortcullisError('STORE_CORRUPT', `The state of a notification in ${file} is damaged`, {
    hint: 'remove the file: the notification then goes on with the next event',
  });
}
