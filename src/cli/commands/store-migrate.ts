import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'store-migrate',
  words: ['store', 'migrate'],
  summary: "Carry the store of the data folder into the PostgreSQL database of the policy's store.url",
  examples: ['portcullis store migrate', 'portcullis store migrate --data /var/lib/portcullis --format json'],
  options: {},
  async run(_input, app) {
    const { migrateStore } = await import('../../app/store-migrate.js');
    const { rows, leaves, verification } = await migrateStore(app);
    const checkpoints = verification.logs.reduce((sum, { matched }) => sum + matched.store, 0);
    writeResult(app, { rows, leaves, checkpoints }, () => {
      const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
      return [
        `${total} rows of ${Object.keys(rows).length} tables, counted there`,
        `${leaves.denials} denials and other events, ${leaves.access} batches of allowed calls: all logs verify`,
        `${checkpoints} checkpoints match`,
        `the files in ${app.dataDir} are as they were: keep its keys, and the rest as long as you may want to go back`,
        '',
      ].join('\n');
    });
    return 0;
  },
});
