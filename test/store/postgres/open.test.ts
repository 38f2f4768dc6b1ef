import { after, before, describe } from 'node:test';
import { openPostgresStore } from '../../../src/store/postgres/open.js';
import type { Store } from '../../../src/store/store.js';
import { describeVaultStore } from '../data-keys-suite.js';
import { describeEvents } from '../event-suite.js';
import { describeLearnedOwners } from '../learned-owner-suite.js';
import { describeStore, noon } from '../store-suite.js';
import { startPostgres, withPostgres, type PostgresServer } from './postgres-server.js';

describe('the PostgreSQL engine', withPostgres, () => {
  let server: PostgresServer;
  const opened: Store[] = [];
  before(async () => {
    server = await startPostgres();
  });
  after(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await server.stop();
  });
  const keep = (store: Store): Store => {
    opened.push(store);
    return store;
  };

  const makeStore = async () => {
    const url = await server.database();
    const clock = { now: noon };
    const open = () => openPostgresStore({ url, node: 'n1', now: () => clock.now });
    return { clock, open, remove: async () => undefined };
  };
  describeStore('PostgreSQL', makeStore);
  describeEvents('PostgreSQL', makeStore);
  describeVaultStore('PostgreSQL', async () =>
    keep(await openPostgresStore({ url: await server.database(), node: 'n1' })),
  );
  let shared: string | undefined;
  describeLearnedOwners('PostgreSQL', async () => {
    shared ??= await server.database();
    return openPostgresStore({ url: shared, node: 'n1' });
  });
});
