import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openPostgresStore } from '../../../src/store/postgres/open.js';
import { aKey, anEvent } from '../store-suite.js';
import { assertLogsWhole } from '../verify-logs.js';
import { usePostgres } from './bench.js';
import { withPostgres } from './postgres-server.js';

describe('a store in PostgreSQL', withPostgres, () => {
  const bench = usePostgres();

  describe('several machines', () => {
    test('append to the logs in turn, and each has the marks of its own journals', async () => {
      const url = await bench.server.database();
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
      const url = await bench.server.database();
      const stores = await Promise.all([1, 2, 3, 4].map((n) => openPostgresStore({ url, node: `n${n}` })));
      await Promise.all(stores.map((store) => store.close()));
    });
  });

  test('a reader sees what a writer did, and may change nothing', async () => {
    const url = await bench.server.database();
    await assert.rejects(openPostgresStore({ url, node: 'r', readOnly: true }), { code: 'NOT_FOUND' });
    const writer = await bench.open({ url });
    const reader = await bench.open({ url, readOnly: true });
    await writer.keys.create(aKey('k'));
    assert.equal((await reader.keys.find('k'))?.id, 'k');
    await assert.rejects(reader.keys.create(aKey('x')), { code: 'FILE_UNWRITABLE' });
    await assert.rejects(reader.events.insert([anEvent()]), { code: 'FILE_UNWRITABLE' });
  });

  test('a database of a newer version, or with another step under a known number, is refused and left as it is', async () => {
    const url = await bench.server.database();
    await (await openPostgresStore({ url, node: 'n1' })).close();
    await bench.server.sql(url, `INSERT INTO portcullis.migration VALUES (99, 'later', 'd', 0)`);
    await assert.rejects(openPostgresStore({ url, node: 'n1' }), { code: 'STORE_NEWER' });
    await bench.server.sql(
      url,
      `DELETE FROM portcullis.migration WHERE version = 99;
      UPDATE portcullis.migration SET digest = 'x' WHERE version = 1`,
    );
    await assert.rejects(openPostgresStore({ url, node: 'n1' }), { code: 'STORE_CORRUPT' });
  });
});
