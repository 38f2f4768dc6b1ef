import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { acquireLock } from '../store/lock.js';
import { nodeName } from '../store/node-name.js';
import { openStoreAt } from '../store/open-store.js';
import type { Imported } from '../store/postgres/import.js';
import type { Store } from '../store/store.js';
import { loadCheckpointKey } from '../telemetry/checkpoint-key.js';
import { Checkpointer } from '../telemetry/checkpointer.js';
import { EventWriter } from '../telemetry/event-writer.js';
import { verifyStore, type Verification } from '../telemetry/verify.js';
import type { App } from './app.js';
import { storePlace } from './store-place.js';

/** A store that was carried over, and what the check of its logs at the new place said. */
export interface Migrated extends Imported {
  readonly verification: Verification;
}

/**
 * Carries the store of the data folder into the database of the policy's `store.url`: all or nothing, every row counted,
 * every log and checkpoint verified before and after. The files stay as they are. The gateway must not run.
 * Throws `USAGE`, `NOT_FOUND`, `STORE_LOCKED`, `STORE_CORRUPT`, `STORE_UNREACHABLE`.
 */
export async function migrateStore(app: App): Promise<Migrated> {
  const { dataDir } = app;
  const { url } = storePlace(app);
  if (url === undefined) {
    throw new PortcullisError('USAGE', 'The policy names no database to go to', {
      hint: 'add to it: store: { url: "${env:DATABASE_URL}" }',
    });
  }
  if (!fs.existsSync(path.join(dataDir, 'control.db'))) {
    throw new PortcullisError('NOT_FOUND', `There is no store in ${dataDir}`, {
      hint: 'portcullis store init makes one',
    });
  }
  const lock = acquireLock(dataDir);
  try {
    app.say('checking the logs before they are carried over');
    await settle(dataDir, app.signal);
    app.say('carrying over; nothing is changed until all of it is there');
    const { importIntoPostgres } = await import('../store/postgres/import.js');
    const imported = await importIntoPostgres({ dataDir, url, node: nodeName(dataDir, { readOnly: false }) });
    return { ...imported, verification: await finish(app) };
  } finally {
    lock.release();
  }
}

/** What is in journals is stored, everything is signed, and nothing is wrong with it. */
async function settle(dataDir: string, signal: AbortSignal): Promise<void> {
  const store = await openStoreAt({ dataDir });
  try {
    await new EventWriter({ dataDir, events: store.events }).close();
    const key = loadCheckpointKey(dataDir);
    await new Checkpointer({ store, key }).take();
    refuseProblems(await verifyStore({ store, key, signal }), 'before');
  } finally {
    await store.close();
  }
}

async function finish(app: App): Promise<Verification> {
  const store: Store = await app.store();
  const verification = await verifyStore({ store, key: loadCheckpointKey(app.dataDir), signal: app.signal });
  refuseProblems(verification, 'after');
  await store.audit.append({ kind: 'admin_action', detail: { action: 'store_migrated', to: 'postgres' } });
  return verification;
}

function refuseProblems({ problems, more }: Verification, when: 'before' | 'after'): void {
  if (problems.length === 0) return;
  const [first] = problems;
  throw new PortcullisError('STORE_CORRUPT', `${problems.length + more} records of the logs are not as they were`, {
    expected: `logs that verify; the first that does not: ${first!.kind} in ${first!.file ?? first!.log}`,
    hint:
      when === 'before'
        ? 'portcullis events verify lists them; nothing was carried over'
        : 'drop the schema portcullis of the database and try again; the files are as they were',
  });
}
