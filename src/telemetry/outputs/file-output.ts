import fs from 'node:fs';
import type { LineContext } from '../event-format.js';
import jsonl from '../exports/jsonl.js';
import type { EventOutput } from './output.js';

/** Appends OCSF JSON lines to a file; opened for each portion, so a rotated one is followed. */
export function fileOutput(file: string, context: LineContext): EventOutput {
  return {
    async send(events) {
      const text = events.map((event) => `${jsonl.line(event, context)}\n`).join('');
      await fs.promises.appendFile(file, text, { mode: 0o600, flush: true });
    },
    close: async () => undefined,
  };
}
