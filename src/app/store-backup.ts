import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { RightEdge } from '../core/merkle.js';
import { describeFiles, writeManifest, type BackupManifest } from '../store/backup-manifest.js';
import { ensurePrivateFolder, namesIn } from '../store/files.js';
import { copyStore } from '../store/sqlite/backup.js';
import { loadCheckpointKey } from '../telemetry/checkpoint-key.js';
import { Checkpointer } from '../telemetry/checkpointer.js';
import { signedHeads } from '../telemetry/log-heads.js';
import type { App } from './app.js';
import type { SealedStore } from './sealed-store.js';
import { storePlace } from './store-place.js';

export interface Backup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

/**
 * Copies the store into an empty folder, beside a gateway that runs: its state is signed first, so that a restore can
 * compare the logs with it. No key that opens what is sealed goes along.
 * Throws `USAGE`, and what opening the store and writing the folder throws.
 */
export async function backUpStore(app: App, to: string): Promise<Backup> {
  const folder = path.resolve(app.cwd, to);
  if (namesIn(folder).length > 0) {
    throw new PortcullisError('USAGE', `The folder ${folder} is not empty`, { hint: 'name a new one for each backup' });
  }
  const store = await app.store();
  await store.audit.append({ kind: 'admin_action', detail: { action: 'store_backed_up' } });
  const facts = await factsOf(app, store);
  ensurePrivateFolder(folder);
  const { engine, names } = await copy(app, folder);
  const manifest: BackupManifest = {
    format: 1,
    engine,
    version: app.version,
    createdAt: app.now().toISOString(),
    files: describeFiles(folder, names),
    ...facts,
  };
  writeManifest(folder, manifest);
  return { folder, manifest };
}

async function factsOf(
  app: App,
  store: SealedStore,
): Promise<Pick<BackupManifest, 'logs' | 'checkpoints' | 'signedBy' | 'vaultKeys'>> {
  const key = loadCheckpointKey(app.dataDir);
  await new Checkpointer({ store, key }).take();
  const heads = await signedHeads(store);
  const latest = await Promise.all(heads.map(({ log }) => store.checkpoints.latest(log)));
  const keys = await store.vault.keys.list();
  const signedBy = { name: key.name, publicKey: key.publicKey.toString('base64') };
  return {
    logs: heads.map(({ log, size, edge }) => ({ log, size, root: RightEdge.from(edge).root().toString('base64') })),
    checkpoints: latest.flatMap((checkpoint) => checkpoint?.note ?? []),
    vaultKeys: [...new Set(keys.filter(({ wrapped }) => wrapped !== undefined).map(({ kekId }) => kekId))],
    signedBy,
  };
}

async function copy(app: App, folder: string): Promise<{ engine: BackupManifest['engine']; names: readonly string[] }> {
  const { dataDir, url } = storePlace(app);
  if (url === undefined)
    return { engine: 'sqlite', names: [...copyStore(dataDir, folder), ...settings(dataDir, folder)] };
  const { dumpPostgres } = await import('../store/postgres/dump.js');
  const name = 'portcullis.dump';
  await dumpPostgres({ url, file: path.join(folder, name), env: app.env });
  return { engine: 'postgres', names: [name, ...settings(dataDir, folder)] };
}

/** Where the keys of the vault are, without the keys. */
function settings(dataDir: string, folder: string): string[] {
  const name = 'vault.json';
  if (!fs.existsSync(path.join(dataDir, name))) return [];
  fs.copyFileSync(path.join(dataDir, name), path.join(folder, name));
  return [name];
}
