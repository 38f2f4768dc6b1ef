import { PortcullisError, type ErrorFacts } from '../core/errors.js';
import type { ErrorCode } from '../core/error-codes.js';

/** How the main process and a gateway worker talk. The configuration travels in the environment variable. */
export const workerVariable = 'PORTCULLIS_WORKER';

/** What a worker is to serve. */
export interface WorkerConfig {
  readonly policyFile: string;
  /** Absolute; its journal goes here. */
  readonly dataDir: string;
  /** Data folder that has the API keys. */
  readonly keysDir: string;
  /** Letters and digits; names the journal. */
  readonly name: string;
  /** Addresses instead of the policy's. */
  readonly listen?: readonly { readonly host: string; readonly port: number }[];
  readonly allowPlainText: boolean;
}

export interface ReadyMessage {
  readonly type: 'ready';
  readonly urls: readonly string[];
  readonly digest: string;
}

/** Worker -> main. `text` is the public text of the error; of a fault of ours it is the stack. */
export type WorkerMessage =
  | ReadyMessage
  | { readonly type: 'reloaded'; readonly digest: string }
  | { readonly type: 'failed'; readonly code: string; readonly text: string; readonly exitCode: number };

/** Main -> worker. */
export type MainMessage = { readonly type: 'reload' } | { readonly type: 'stop' };

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
