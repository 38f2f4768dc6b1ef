import { formatError, PortcullisError, PortcullisErrors } from '../core/errors.js';
import type { FailedMessage } from './worker-protocol.js';

/** An error as a process tells it to the main process. */
export function failedMessage(error: unknown): FailedMessage {
  if (error instanceof PortcullisErrors) {
    const text = error.errors.map(formatError).join('\n');
    return { type: 'failed', code: error.code, text, exitCode: error.exitCode };
  }
  if (error instanceof PortcullisError) {
    return { type: 'failed', code: error.code, text: formatError(error), exitCode: error.exitCode };
  }
  const text = error instanceof Error ? `${error.name}: ${error.stack ?? error.message}` : String(error);
  return { type: 'failed', code: 'INTERNAL', text, exitCode: 4 };
}
