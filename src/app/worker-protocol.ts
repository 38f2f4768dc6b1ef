import type { StoreSection } from './store-place.js';
import { PortcullisError, type ErrorFacts } from '../core/errors.js';
import type { ErrorCode } from '../core/error-codes.js';
import type { MetricFamily } from '../gateway/metrics.js';
import type { OwnerChange } from '../store/learned-owner.js';
import type { WorkerHealth } from './health.js';
import type { NamedPerson } from './person-names.js';
import type { ProjectSummary } from './project-summary.js';
import type { SharedAnswerMessage, SharedMessage } from './shared-memory.js';

/** How the main process and a gateway worker talk. The configuration travels in the environment variable. */
export const workerVariable = 'PORTCULLIS_WORKER';

/** What a worker is to serve. */
export interface WorkerConfig {
  readonly policyFile: string;
  /** Absolute; its journal goes here. */
  readonly dataDir: string;
  /** Data folder that has the API keys. */
  readonly keysDir: string;
  /** The policy's `store` as the main process read it (`null`: none); without it, as it is on disk. */
  readonly store?: StoreSection | null;
  /** Letters and digits; names the journal. */
  readonly name: string;
  /** Addresses instead of the policy's. */
  readonly listen?: readonly { readonly host: string; readonly port: number }[];
  readonly allowPlainText: boolean;
  /** Sends no traces and metrics: what it serves is no traffic. */
  readonly untraced?: boolean;
  /** The main process keeps who made which thing (`owners` messages); otherwise it stays in the worker. */
  readonly keepsOwners?: boolean;
  /** Policy to serve: documents kept in the data folder. Without it, or when they are gone, what is on disk. */
  readonly policyDigest?: string;
  /** How many share the addresses, and with them the limits; default 1. */
  readonly workers?: number;
}

export interface ReadyMessage {
  readonly type: 'ready';
  readonly urls: readonly string[];
  readonly digest: string;
  readonly summary: ProjectSummary;
}

export interface FailedMessage {
  readonly type: 'failed';
  readonly code: string;
  /** Public text of the error; of a fault of ours it is the stack. */
  readonly text: string;
  readonly exitCode: number;
}

/** What the main process asks. `prepare` compiles what is on disk, `activate` serves it or `drop` forgets it. */
export type Question = 'prepare' | 'activate' | 'drop' | 'metrics' | 'health';

/** The new policy is served. */
export interface Activated {
  readonly type: 'activated';
  readonly digest: string;
  readonly urls: readonly string[];
  readonly summary: ProjectSummary;
}

export type Reply =
  | { readonly type: 'prepared' | 'dropped'; readonly digest: string }
  | Activated
  | { readonly type: 'health'; readonly health: WorkerHealth }
  | { readonly type: 'metrics'; readonly families: readonly MetricFamily[] }
  | FailedMessage;

/** Things that were made or deleted. The main process answers with `owners-kept` and the number. */
export interface OwnersMessage {
  readonly type: 'owners';
  readonly batch: number;
  readonly changes: readonly OwnerChange[];
}

/** `failed`: they could not be kept, and why. */
export interface OwnersKeptMessage {
  readonly type: 'owners-kept';
  readonly batch: number;
  readonly failed?: string;
}

/** Whose tokens stand in events from now on. Never answered: what is lost is told again by the next worker. */
export interface PersonsMessage {
  readonly type: 'persons';
  readonly persons: readonly NamedPerson[];
}

/** Worker -> main. A reply has the number of its question. */
export type WorkerMessage =
  ReadyMessage | OwnersMessage | PersonsMessage | SharedMessage | (Reply & { readonly id?: number });

/** Main -> worker. */
export type MainMessage =
  | { readonly type: 'stop' }
  | OwnersKeptMessage
  | SharedAnswerMessage
  | { readonly type: Question; readonly id: number };

export function isWorkerMessage(message: unknown): message is WorkerMessage {
  return typeof message === 'object' && message !== null && 'type' in message;
}

/** The error that a worker reported, as one of this process: the first line is the message, the rest its hint. */
export function workerError(message: WorkerMessage): PortcullisError {
  if (message.type !== 'failed') return new PortcullisError('INTERNAL', `The gateway worker said ${message.type}`);
  const { code, text } = message;
  if (code === 'INTERNAL') return new PortcullisError('INTERNAL', 'The gateway worker failed', { detail: text });
  const [first = '', ...rest] = text.split('\n');
  const facts: ErrorFacts = { hint: rest.map((line) => line.replace(/^ {2}/, '')).join('\n') || undefined };
  return new PortcullisError(code as ErrorCode, first.replace(/ \[[A-Z_]+\]$/, ''), facts);
}
