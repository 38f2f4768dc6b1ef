import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'store-init',
  words: ['store', 'init'],
  summary: 'Make the store, or bring the one that is there to the newest schema',
  examples: ['portcullis store init', 'portcullis store init --data /var/lib/portcullis'],
  options: {},
  async run(_input, app) {
    const { storePlace } = await import('../../app/store-place.js');
    const engine = storePlace(app).url === undefined ? 'sqlite' : 'postgres';
    const store = await app.store();
    await store.opener.peppers();
    writeResult(app, { engine, dataDir: app.dataDir }, () =>
      engine === 'sqlite'
        ? `the store is in ${app.dataDir}\n`
        : `the store is in the database of store.url; keys and journals of this machine are in ${app.dataDir}\n`,
    );
    return 0;
  },
});
