import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { RightEdge } from '../core/merkle.js';
import { readBackup, type BackupManifest } from '../store/backup-manifest.js';
import { ensurePrivateFolder } from '../store/files.js';
import { acquireLock } from '../store/lock.js';
import { nodeName } from '../store/node-name.js';
import { openStore, openStoreAt } from '../store/open-store.js';
import { placeStore } from '../store/sqlite/backup.js';
import type { SignedLog, Store } from '../store/store.js';
import type { StorePlace } from '../store/store-place.js';
import { verifyStore, type Verification } from '../telemetry/verify.js';
import type { App } from './app.js';
import { storePlace } from './store-place.js';

export interface Restored {
  readonly manifest: BackupManifest;
  readonly verification: Verification;
}

/**
 * Puts a backup where there is no store yet: the files of the data folder, or the database of the policy's `store.url`. The
 * digests of all files, and every log with the roots of the manifest and its checkpoints, are verified first; a dump of
 * PostgreSQL can only be read once it is in. The gateway must not run.
 */
export async function restoreStore(app: App, from: string): Promise<Restored> {
  const folder = path.resolve(app.cwd, from);
  const manifest = readBackup(folder);
  const place = storePlace(app);
  const lock = acquireLock(app.dataDir);
  try {
    const verification = await restore(folder, manifest, { app, place });
    const store = await openStoreAt(place);
    const detail = { action: 'store_restored', backup: manifest.createdAt };
    await store.audit.append({ kind: 'admin_action', detail }).finally(() => store.close());
    return { manifest, verification };
  } finally {
    lock.release();
  }
}

interface Target {
  readonly app: App;
  readonly place: StorePlace;
}

async function restore(folder: string, manifest: BackupManifest, target: Target): Promise<Verification> {
  const { app, place } = target;
  if (manifest.engine === 'postgres') return restoreDump(folder, manifest, target);
  const verification = await verified(openStore(folder, { readOnly: true }), manifest, app);
  if (place.url === undefined) {
    ensurePrivateFolder(place.dataDir);
    placeStore(
      folder,
      place.dataDir,
      manifest.files.map(({ name }) => name),
    );
    return verification;
  }
  const { importIntoPostgres } = await import('../store/postgres/import.js');
  const node = nodeName(place.dataDir, { readOnly: false });
  await importIntoPostgres({ dataDir: folder, url: place.url, node });
  return verification;
}

async function restoreDump(folder: string, manifest: BackupManifest, { app, place }: Target): Promise<Verification> {
  if (place.url === undefined) {
    throw new PortcullisError('USAGE', 'This backup is of a PostgreSQL database, and the policy names none', {
      hint: 'add to it: store: { url: "${env:DATABASE_URL}" }',
    });
  }
  const { restorePostgres } = await import('../store/postgres/dump.js');
  await restorePostgres({ url: place.url, file: path.join(folder, 'portcullis.dump'), env: app.env });
  return verified(await openStoreAt(place, { readOnly: true }), manifest, app);
}

async function verified(store: Store, manifest: BackupManifest, { signal }: App): Promise<Verification> {
  try {
    const { signedBy } = manifest;
    const key = signedBy && { name: signedBy.name, publicKey: Buffer.from(signedBy.publicKey, 'base64') };
    const verification = await verifyStore({ store, key, signal });
    const [problem] = verification.problems;
    if (problem) throw damaged(`${problem.kind} in ${problem.file ?? problem.log}`);
    for (const { log, size, root } of manifest.logs) {
      if ((await rootAt(store, log, size)) !== root) throw damaged(`the log ${log} is not the one of the manifest`);
    }
    return verification;
  } finally {
    await store.close();
  }
}

/** Root of the first `size` leaves. */
async function rootAt(store: Store, log: SignedLog, size: number): Promise<string> {
  const start = log === 'control' ? undefined : (await store.events.files(log))[0]?.edge;
  const edge = start ? RightEdge.from(start) : RightEdge.empty();
  const leaves = log === 'control' ? store.audit.leaves() : store.events.leaves(log);
  for await (const { n, leaf } of leaves) {
    if (n >= size) break;
    edge.append(leaf);
  }
  return edge.root().toString('base64');
}

function damaged(what: string): PortcullisError {
  return new PortcullisError('STORE_CORRUPT', `The logs of the backup do not verify: ${what}`, {
    hint: 'use another backup; into files nothing was restored, from a database drop the schema portcullis',
  });
}
