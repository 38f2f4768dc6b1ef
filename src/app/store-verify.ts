import { damageOf, storeFiles } from '../store/sqlite/backup.js';
import { readCheckpointKey } from '../telemetry/checkpoint-key.js';
import { verifyStore, type Verification } from '../telemetry/verify.js';
import type { App } from './app.js';
import { storePlace } from './store-place.js';

export interface StoreVerification {
  readonly engine: 'sqlite' | 'postgres';
  /** Files of the store; none where a database keeps it. */
  readonly files: number;
  /** What is broken in them, in the words of SQLite. */
  readonly damage: readonly { readonly file: string; readonly what: string }[];
  readonly logs: Verification;
}

/** Checks the structure of every file and every record of every log, beside a gateway that runs. */
export async function verifyWholeStore(app: App): Promise<StoreVerification> {
  const { dataDir, url } = storePlace(app);
  const store = await app.store({ readOnly: true });
  const names = url === undefined ? storeFiles(dataDir) : [];
  const damage = names.flatMap((file) => damageOf(dataDir, file).map((what) => ({ file, what })));
  const logs = await verifyStore({ store, key: readCheckpointKey(dataDir), signal: app.signal });
  return { engine: url === undefined ? 'sqlite' : 'postgres', files: names.length, damage, logs };
}
