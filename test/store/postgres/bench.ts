import { after, before } from 'node:test';
import { openPostgresStore, type PostgresOptions } from '../../../src/store/postgres/open.js';
import type { Store } from '../../../src/store/store.js';
import { noon, type StoreUnderTest } from '../store-suite.js';
import { startPostgres, type PostgresServer } from './postgres-server.js';

/** A server for the tests of one `describe`. */
export interface PostgresBench {
  readonly server: PostgresServer;
  /** An empty store in a database of its own, opened when it is asked for. */
  make(): Promise<StoreUnderTest>;
  /** Opens a store (default: an empty one) that is closed at the end. */
  open(options?: Partial<PostgresOptions>): Promise<Store>;
}

/** Starts a server before the tests of this `describe` and stops it after them. */
export function usePostgres(): PostgresBench {
  let server: PostgresServer;
  const opened: Store[] = [];
  before(async () => {
    server = await startPostgres();
  });
  after(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await server.stop();
  });
  return {
    get server() {
      return server;
    },
    async make() {
      const url = await server.database();
      const clock = { now: noon };
      const open = () => openPostgresStore({ url, node: 'n1', now: () => clock.now });
      return { clock, open, remove: async () => undefined };
    },
    async open(options = {}) {
      const url = options.url ?? (await server.database());
      const store = await openPostgresStore({ node: 'n1', ...options, url });
      opened.push(store);
      return store;
    },
  };
}
