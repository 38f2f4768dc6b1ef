import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import { controlTables } from '../../../src/store/control/tables.js';
import { openDatabase } from '../../../src/store/driver.js';
import { openStore } from '../../../src/store/open-store.js';
import { importIntoPostgres } from '../../../src/store/postgres/import.js';
import { openPostgresStore } from '../../../src/store/postgres/open.js';
import type { Store } from '../../../src/store/store.js';
import { accessFacts, aFinding, aKey, anEvent, aRun, noon, orders } from '../store-suite.js';
import { assertLogsWhole } from '../verify-logs.js';
import { startPostgres, withPostgres, type PostgresServer } from './postgres-server.js';

const day = 86_400_000;

describe('carrying an embedded store into PostgreSQL', withPostgres, () => {
  let server: PostgresServer;
  let root: string;
  let folders = 0;
  before(async () => {
    server = await startPostgres();
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-import-'));
  });
  after(async () => {
    await server.stop();
    fs.rmSync(root, { recursive: true });
  });
  const newFolder = () => path.join(root, `d${(folders += 1)}`);

  /** Something in each part of a store, over several files of each log; old access files are dropped. */
  async function filled(): Promise<{ dataDir: string; events: SecurityEvent[] }> {
    const dataDir = newFolder();
    const store = openStore(dataDir, { now: () => noon + 40 * day, actor: () => 'dana' });
    await store.keys.create(aKey('old', { subject: 'ali\u0000ce', claims: { plan: 'gold' } }));
    await store.keys.rotate('old', aKey('new'), { overlapSeconds: 60 });
    await store.findings.recordRun(aRun([aFinding('f1'), aFinding('f2')]), orders);
    await store.findings.setStatus('f1', 'accepted', { reason: 'internal', by: 'erin', expires: '2027-01-01' });
    await store.policyVersions.append({ digest: 'd', source: 's', author: 'ann', reason: 'r' });
    await store.vault.secrets.put('db', 'v1.k.iv.ct.tag');
    const key = { api: 'shop', resource: 'order', id: '1' };
    await store.learnedOwners.apply([
      { key, learned: { owner: { is: 'principal.subject', value: 'al' }, learnedAt: 1 } },
    ]);
    const detection = { id: 'detection-1', rule: 'r', about: 'a', time: noon, document: { a: 1 } };
    const block = { id: 'b1', detectionId: detection.id, actor: 'credential:k', effect: 'block' as const };
    await store.detections.add(detection, [{ ...block, createdAt: noon, expiresAt: noon + 60 * day }]);
    await store.checkpoints.save([{ log: 'control', size: 1, time: 1, edge: Buffer.alloc(8), note: 'n' }]);
    const times = [0, 1, 35, 40, 33];
    const events = times.flatMap((days) => [
      anEvent({ time: noon + days * day, operationId: 'getOrder', detail: { days } }),
      ...Array.from({ length: 3 }, (_, n) => anEvent({ ...accessFacts, time: noon + days * day + n, status: 200 })),
    ]);
    for (const event of events) await store.events.insert([event]);
    await store.events.carry('denials', [], new Map([['w1', 7]]));
    await store.events.retain({ accessDays: 30, denialDays: 400 });
    await store.close();
    return { dataDir, events: events.filter(({ kind, time }) => kind === 'denial' || time > noon + 2 * day) };
  }

  const everything = async (store: Store) => ({
    keys: (await store.keys.list()).map(({ digest, ...rest }) => ({ ...rest, digest: Buffer.from(digest).toString() })),
    revision: await store.keys.revision(),
    runs: await store.runs.list(),
    findings: await store.findings.list(),
    history: await store.findings.history('f1'),
    versions: await store.policyVersions.list(),
    secrets: (await store.vault.secrets.list()).map((secret) => ({ ...secret })),
    owner: await store.learnedOwners.find({ api: 'shop', resource: 'order', id: '1' }),
    detections: await store.detections.list(),
    blocks: await store.detections.activeBlocks(),
    audit: await store.audit.list(),
    checkpoint: (await store.checkpoints.latest('control'))?.note,
    events: await store.events.search({ limit: 1000 }),
    rollUps: (await store.events.rollUps()).map((sum) => JSON.stringify(Object.entries(sum).sort())).sort(),
    marks: [...(await store.events.marks('denials'))],
    heads: (await store.events.heads()).map(({ log, edge }) => [log, Buffer.from(edge).toString('hex')]),
    files: (await store.events.files('access')).map(({ file, size }) => [file.replace('.db', ''), size]),
  });

  test('everything is there as it was, the logs go on where they stood, and the numbers are told', async () => {
    const { dataDir, events } = await filled();
    const url = await server.database();
    const imported = await importIntoPostgres({ dataDir, url, node: 'n1' });
    assert.equal(imported.rows['api_key'], 2);
    assert.equal(imported.rows['finding_change'], 3);
    const now = () => noon + 40 * day;
    const [from, to] = [openStore(dataDir, { now }), await openPostgresStore({ url, node: 'n1', now })];
    assert.deepEqual(await everything(to), await everything(from));
    assert.equal((await to.events.search({ limit: 1000 })).length, events.length);
    const leaves = await assertLogsWhole(to.events);
    assert.equal(leaves, imported.leaves.access + imported.leaves.denials);
    await to.events.insert([anEvent({ time: now() }), anEvent({ ...accessFacts, time: now() })]);
    await to.keys.create(aKey('after'));
    await to.findings.setStatus('f2', 'false-positive', { reason: 'test', by: 'erin' });
    assert.equal(await assertLogsWhole(to.events), leaves + 2);
    await from.close();
    await to.close();
  });

  test('a database that has a store already is refused and left as it is', async () => {
    const { dataDir } = await filled();
    const url = await server.database();
    const store = await openPostgresStore({ url, node: 'n1' });
    await store.keys.create(aKey('mine'));
    await assert.rejects(importIntoPostgres({ dataDir, url, node: 'n1' }), { code: 'USAGE' });
    assert.deepEqual(
      (await store.keys.list()).map(({ id }) => id),
      ['mine'],
    );
    await store.close();
  });

  test('a log that does not lead to its head is refused, and the database stays empty', async () => {
    const { dataDir } = await filled();
    const file = openDatabase(path.join(dataDir, 'denials', '2026-11.db'));
    file.exec('DELETE FROM event WHERE n = 1');
    file.close();
    const url = await server.database();
    await assert.rejects(importIntoPostgres({ dataDir, url, node: 'n1' }), { code: 'STORE_CORRUPT' });
    const store = await openPostgresStore({ url, node: 'n1' });
    assert.equal((await store.keys.list()).length, 0);
    assert.equal(await store.events.count(), 0);
    await store.close();
  });

  test('no control table of either engine is left out', async () => {
    const dataDir = newFolder();
    await openStore(dataDir).close();
    const file = openDatabase(path.join(dataDir, 'control.db'));
    const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migration'`;
    const names = file
      .prepare(sql)
      .all()
      .map((row) => (row as { name: string }).name);
    file.close();
    assert.deepEqual(names.sort(), controlTables.map(({ name }) => name).sort());
    const url = await server.database();
    await (await openPostgresStore({ url, node: 'n1' })).close();
    const { rows } = await server.sql(
      url,
      `SELECT table_name FROM information_schema.tables
      WHERE table_schema = 'portcullis' AND table_name NOT IN
        ('migration', 'event_log', 'event_part', 'event_mark', 'denial_event', 'access_batch', 'roll_up')`,
    );
    assert.deepEqual(rows.map((row) => row.table_name as string).sort(), names);
  });
});
