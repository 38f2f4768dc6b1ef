import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openSealedStore } from '../../../src/app/sealed-store.js';
import { openPostgresStore } from '../../../src/store/postgres/open.js';
import type { Store } from '../../../src/store/store.js';
import { describeAuditLog } from '../audit-suite.js';
import { describeVaultStore } from '../data-keys-suite.js';
import { describeDetections } from '../detections-suite.js';
import { describeEvents } from '../event-suite.js';
import { describeFindings } from '../finding-suite.js';
import { describeLearnedOwners } from '../learned-owner-suite.js';
import { describeManyEvents } from '../many-events-suite.js';
import { aFinding, aKey, anEvent, aRun, describeStore, noon, orders } from '../store-suite.js';
import { assertLogsWhole } from '../verify-logs.js';
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
  describeFindings('PostgreSQL', makeStore);
  describeDetections('PostgreSQL', makeStore);
  describeManyEvents('PostgreSQL', async () => (await makeStore()).open());
  describeAuditLog('PostgreSQL', async () => {
    const url = await server.database();
    return (actor) => openPostgresStore({ url, node: actor, now: () => noon, actor: () => actor });
  });
  describeVaultStore('PostgreSQL', async () =>
    keep(await openPostgresStore({ url: await server.database(), node: 'n1' })),
  );
  let shared: string | undefined;
  describeLearnedOwners('PostgreSQL', async () => {
    shared ??= await server.database();
    return openPostgresStore({ url: shared, node: 'n1' });
  });

  describe('several machines', () => {
    test('append to the logs in turn, and each has the marks of its own journals', async () => {
      const url = await server.database();
      const nodes = await Promise.all(['a', 'b', 'c'].map((node) => openPostgresStore({ url, node })));
      await Promise.all(
        nodes.flatMap((store, n) =>
          Array.from({ length: 10 }, async (_, m) => {
            await store.events.carry('denials', [anEvent(), anEvent()], new Map([['w1', 10 * n + m]]));
            await store.keys.create(aKey(`${n}-${m}`, { digest: Buffer.alloc(32, `${n}-${m}`) }));
          }),
        ),
      );
      assert.equal(await assertLogsWhole(nodes[0]!.events), 60);
      assert.equal(await nodes[1]!.events.count(), 60);
      assert.deepEqual(
        (await nodes[2]!.audit.list()).map(({ n }) => n),
        Array.from({ length: 30 }, (_, n) => 29 - n),
      );
      await nodes[0]!.events.forget(['w1']);
      assert.equal((await nodes[0]!.events.marks('denials')).size, 0);
      assert.equal((await nodes[1]!.events.marks('denials')).size, 1);
      await Promise.all(nodes.map((store) => store.close()));
    });

    test('make the tables once when they start together', async () => {
      const url = await server.database();
      const stores = await Promise.all([1, 2, 3, 4].map((n) => openPostgresStore({ url, node: `n${n}` })));
      await Promise.all(stores.map((store) => store.close()));
    });
  });

  test('a reader sees what a writer did, and may change nothing', async () => {
    const url = await server.database();
    await assert.rejects(openPostgresStore({ url, node: 'r', readOnly: true }), { code: 'NOT_FOUND' });
    const writer = keep(await openPostgresStore({ url, node: 'w' }));
    const reader = keep(await openPostgresStore({ url, node: 'r', readOnly: true }));
    await writer.keys.create(aKey('k'));
    assert.equal((await reader.keys.find('k'))?.id, 'k');
    await assert.rejects(reader.keys.create(aKey('x')), { code: 'FILE_UNWRITABLE' });
    await assert.rejects(reader.events.insert([anEvent()]), { code: 'FILE_UNWRITABLE' });
  });

  test('names with NUL in them are kept apart from all others, and found', async () => {
    const store = keep(await (await makeStore()).open());
    const names = ['a\0', 'a\u0001', 'a\u00010', 'a\u00011', 'a'];
    await store.events.insert(names.map((principalId) => anEvent({ principalId })));
    for (const principal of names) {
      const found = await store.events.search({ principal });
      assert.deepEqual(
        found.map(({ principalId }) => principalId),
        [principal],
      );
    }
    assert.equal(await assertLogsWhole(store.events), names.length);
  });

  test('the vault seals what is secret before it comes here', async () => {
    const url = await server.database();
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-postgres-sealed-'));
    const open = () => openSealedStore({ dataDir, url }, { env: {} });
    const store = await open();
    await store.keys.create(aKey('k', { subject: 'canary-ada', claims: { mail: 'canary-mail' } }));
    await store.findings.recordRun(aRun([aFinding('f', { reproduce: 'curl canary-reproduce' })]), orders);
    await store.close();
    const again = await open();
    const key = await again.keys.find('k');
    assert.deepEqual([key?.subject, key?.claims], ['canary-ada', { mail: 'canary-mail' }]);
    assert.equal((await again.findings.get('f')).finding.reproduce, 'curl canary-reproduce');
    await again.close();
    for (const table of ['api_key', 'run', 'finding', 'audit_leaf']) {
      const { rows } = await server.sql(url, `SELECT * FROM portcullis.${table}`);
      assert.doesNotMatch(JSON.stringify(rows), /canary/, table);
      assert.ok(rows.length > 0);
    }
    fs.rmSync(dataDir, { recursive: true });
  });

  describe('whoever changes the tables', () => {
    for (const [what, log, sql] of [
      ['a column that searches read', 'denials', `UPDATE denial_event SET operation = 'b'`],
      ['a record into no JSON', 'denials', `UPDATE denial_event SET record = 'x'`],
      ['the number of calls', 'access', 'UPDATE access_batch SET events = 0'],
      ['the names in a summary', 'access', `UPDATE access_batch SET names = '\\x00'`],
    ] as const) {
      test(`into something else (${what}) is found`, async () => {
        const url = await server.database();
        const store = keep(await openPostgresStore({ url, node: 'n1' }));
        const allowed = { kind: 'access', outcome: 'allowed', severity: 'info' } as const;
        await store.events.insert([anEvent({ operationId: 'a' }), anEvent({ ...allowed, operationId: 'a' })]);
        await server.sql(url, `SET search_path = portcullis; ${sql}`);
        const found: boolean[] = [];
        for await (const { consistent } of store.events.leaves(log)) found.push(consistent);
        assert.deepEqual(found, [false]);
      });
    }
  });

  test('a database of a newer version, or with another step under a known number, is refused and left as it is', async () => {
    const url = await server.database();
    await (await openPostgresStore({ url, node: 'n1' })).close();
    await server.sql(url, `INSERT INTO portcullis.migration VALUES (99, 'later', 'd', 0)`);
    await assert.rejects(openPostgresStore({ url, node: 'n1' }), { code: 'STORE_NEWER' });
    await server.sql(
      url,
      `DELETE FROM portcullis.migration WHERE version = 99;
      UPDATE portcullis.migration SET digest = 'x' WHERE version = 1`,
    );
    await assert.rejects(openPostgresStore({ url, node: 'n1' }), { code: 'STORE_CORRUPT' });
  });
});
