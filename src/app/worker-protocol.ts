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

/** Worker -> main. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly urls: readonly string[]; readonly digest: string }
  | { readonly type: 'reloaded'; readonly digest: string }
  | { readonly type: 'failed'; readonly code: string; readonly text: string; readonly exitCode: number };

/** Main -> worker. */
export type MainMessage = { readonly type: 'reload' } | { readonly type: 'stop' };

export function isWorkerMessage(message: unknown): message is WorkerMessage {
  return typeof message === 'object' && message !== null && 'type' in message;
}
