import { userInfo } from 'node:os';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'detections-undo',
  words: ['detections', 'undo'],
  arguments: [{ name: '<detection>', describe: 'id, or its last 8 characters or more' }],
  summary: 'End the blocks of a detection and close it',
  examples: [
    'portcullis detections undo 1f0c9a3e --reason "our load test"',
    'portcullis detections undo 1f0c9a3e --format json',
  ],
  options: {
    reason: { flags: '--reason <text>', describe: 'why they end', parse: (text: string) => text, default: '' },
  },
  async run({ args: [id], options: { reason } }, app) {
    const store = await app.store();
    const stored = await store.detections.undo(id!, userInfo().username, reason);
    const count = stored.blocks.length;
    writeResult(
      app,
      stored,
      () =>
        `${stored.id.slice(-8)} (${stored.rule}) is closed; ${count === 1 ? 'its block ends' : `${count} blocks end`} within a second\n`,
    );
    return 0;
  },
});
