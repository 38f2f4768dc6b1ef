import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'patch-list',
  words: ['patch', 'list'],
  summary: 'List the virtual patches in force, with their expiry',
  examples: ['portcullis patch list', 'portcullis patch list --format json'],
  options: {},
  async run(_, app) {
    const { patches } = await app.project();
    writeResult(app, patches, () => {
      if (!patches.length) return 'no patches\n';
      const rows = patches.map(({ id, operation, guard, expires, expired, because }) => [
        id,
        operation,
        guard,
        expired ? `expired ${expires}, still denies` : expires,
        because.slice(0, 8),
      ]);
      return table([['id', 'operation', 'guard', 'until', 'finding'], ...rows]);
    });
    return 0;
  },
});
