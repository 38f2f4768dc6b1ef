import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { leafHash, RightEdge } from '../../src/core/merkle.js';
import type { SignedLog } from '../../src/store/store.js';
import { readCheckpointKey } from '../../src/telemetry/checkpoint-key.js';
import { parseCheckpoint, type Checkpoint } from '../../src/telemetry/checkpoint.js';
import type { Tampering } from '../../src/telemetry/verify-log.js';
import { verifyStore, type Verification } from '../../src/telemetry/verify.js';
import { LogBench } from './log-bench.js';

const denials = 'denials/2026-11.db';
let bench: LogBench;
let ids: string[];

beforeEach(async () => {
  bench = new LogBench();
  ids = (await bench.grow()).map(({ id }) => id);
});
afterEach(() => bench.remove());

async function verify(outside: readonly Checkpoint[] = []): Promise<Verification> {
  const store = bench.open();
  try {
    return await verifyStore({ store, key: readCheckpointKey(bench.dataDir), outside });
  } finally {
    await store.close();
  }
}

const brief = ({ kind, log, first, last }: Tampering) => `${kind} ${log} ${first}-${last}`;
const briefly = async (outside: readonly Checkpoint[] = []) => (await verify(outside)).problems.map(brief);

async function lastCheckpoint(log: SignedLog): Promise<Checkpoint> {
  const store = bench.open();
  const stored = await store.checkpoints.latest(log);
  await store.close();
  return parseCheckpoint(stored!.note)!;
}

/** The table and its file for a log whose rows are records. */
const places = { denials: [denials, 'event'], control: ['control.db', 'audit_leaf'] } as const;

describe('an untouched log', () => {
  test('verifies, with every checkpoint', async () => {
    const { logs, problems } = await verify([await lastCheckpoint('control'), await lastCheckpoint('denials')]);
    assert.deepEqual(problems, []);
    const [control, events] = logs;
    assert.deepEqual([control!.log, control!.records, control!.matched], ['control', 30, { store: 3, outside: 1 }]);
    assert.deepEqual([events!.log, events!.records, events!.matched], ['denials', 30, { store: 3, outside: 1 }]);
    assert.equal(events!.unsigned, 0);
  });

  test('says how many records no checkpoint covers yet', async () => {
    const store = bench.open();
    await store.events.insert([bench.event(100), bench.event(101)]);
    await store.close();
    const { logs, problems } = await verify();
    assert.deepEqual(problems, []);
    assert.equal(logs.find(({ log }) => log === 'denials')!.unsigned, 2);
  });

  test('verifies when retention dropped its oldest file, and says from where', async () => {
    const store = bench.open();
    await store.events.insert([bench.event(40 * 86_400_000)]);
    bench.now += 100 * 86_400_000;
    await bench.checkpointer(store).take();
    assert.deepEqual(await store.events.retain({ accessDays: 7, denialDays: 90 }), [denials]);
    await store.close();
    const { logs, problems } = await verify();
    assert.deepEqual(problems, []);
    const events = logs.find(({ log }) => log === 'denials')!;
    assert.deepEqual([events.first, events.records, events.size], [30, 1, 31]);
  });
});

for (const [log, [file, table]] of Object.entries(places)) {
  describe(`tampering with the ${log} log`, () => {
    test('one changed byte of a record is found at its leaf', async () => {
      const { record } = bench.row<{ record: Uint8Array }>(file, `SELECT record FROM ${table} WHERE n = 14`);
      const changed = Buffer.from(record);
      changed[changed.length - 3]! ^= 1;
      bench.sql(file, `UPDATE ${table} SET record = ? WHERE n = 14`, changed);
      const { problems } = await verify();
      assert.deepEqual(problems.map(brief), [`record-changed ${log} 14-14`]);
      assert.equal(problems[0]!.file, file);
      assert.equal(problems[0]!.id, log === 'control' ? 'audit-14' : ids[14]);
    });

    test('a search column that says something else is found at its leaf', async () => {
      bench.sql(file, `UPDATE ${table} SET kind = 'access' WHERE n = 7`);
      assert.deepEqual(await briefly(), [`index-changed ${log} 7-7`]);
    });

    test('one removed record is found at its number', async () => {
      bench.sql(file, `DELETE FROM ${table} WHERE n = 12`);
      assert.deepEqual(await briefly(), [`records-removed ${log} 12-12`]);
    });

    test('a record that was changed with its hash is found between two checkpoints', async () => {
      const { record } = bench.row<{ record: Uint8Array }>(file, `SELECT record FROM ${table} WHERE n = 14`);
      const changed = Buffer.from(Buffer.from(record).toString().replace('14}', '15}'));
      bench.sql(file, `UPDATE ${table} SET record = ?, leaf = ? WHERE n = 14`, changed, leafHash(changed));
      assert.deepEqual(await briefly(), [`history-changed ${log} 10-19`]);
    });

    test('two records in another order are found between two checkpoints', async () => {
      for (const [from, to] of [
        [24, -1],
        [25, 24],
        [-1, 25],
      ])
        bench.sql(file, `UPDATE ${table} SET n = ? WHERE n = ?`, to!, from!);
      const found = await briefly();
      assert.ok(found.includes(`history-changed ${log} 20-29`), found.join());
      assert.ok(found.every((each) => /history-changed|index-changed/.test(each)));
    });

    test('a cut-off tail is found where it begins', async () => {
      bench.sql(file, `DELETE FROM ${table} WHERE n >= 27`);
      const found = await briefly();
      assert.ok(found.includes(`tail-removed ${log} 27-29`), found.join());
    });

    test('a record after the end that the log does not know is found', async () => {
      const columns = log === 'control' ? 'time, kind, actor, leaf, record' : 'kind, outcome, leaf, record';
      const [own, value] = log === 'control' ? ['', ''] : [', id', `, x'0199${'00'.repeat(14)}'`];
      const sql = `INSERT INTO ${table} (n, ${columns}${own}) SELECT 30, ${columns}${value} FROM ${table} WHERE n = 3`;
      bench.sql(file, sql);
      const found = await briefly();
      assert.ok(found.includes(`records-added ${log} 30-30`), found.join());
    });

    test('a record put in between, all after it renumbered and the head made anew, is found', async () => {
      rewrite(log as 'control' | 'denials', (leaves) => leaves.toSpliced(15, 0, leaves[3]!));
      const found = await briefly();
      assert.ok(found.includes(`history-changed ${log} 10-19`), found.join());
    });

    test('a whole new history with its head and without checkpoints is found by one kept elsewhere', async () => {
      const kept = await lastCheckpoint(log as SignedLog);
      rewrite(log as 'control' | 'denials', (leaves) => leaves.toReversed());
      bench.sql('control.db', 'DELETE FROM checkpoint');
      assert.ok(!(await briefly()).some((each) => each.startsWith('history-changed')), 'the store alone cannot tell');
      assert.ok((await briefly([kept])).includes(`history-changed ${log} 0-29`));
    });

    test('a tail that was cut off with its head and checkpoints is found by one kept elsewhere', async () => {
      const kept = await lastCheckpoint(log as SignedLog);
      rewrite(log as 'control' | 'denials', (leaves) => leaves.slice(0, 25));
      bench.sql('control.db', 'DELETE FROM checkpoint');
      assert.deepEqual(await briefly(), []);
      assert.deepEqual(await briefly([kept]), [`tail-removed ${log} 25-29`]);
    });
  });
}

/** Writes the records of a log anew, as somebody who knows the program would: numbers, hashes and head agree. */
function rewrite(
  log: 'control' | 'denials',
  change: (rows: Record<string, string | number | Uint8Array>[]) => Record<string, string | number | Uint8Array>[],
): void {
  const [file, table] = places[log];
  const rows = Array.from({ length: 30 }, (_, n) =>
    bench.row<Record<string, string | number | Uint8Array>>(file, `SELECT * FROM ${table} WHERE n = ?`, n),
  );
  bench.sql(file, `DELETE FROM ${table}`);
  const edge = RightEdge.empty();
  const seen = new Set<string>();
  for (const [n, row] of change(rows).entries()) {
    const entries = Object.entries({ ...row, n }).filter(([, value]) => value !== null);
    if (log === 'denials') replaceId(entries, seen);
    const sql = `INSERT INTO ${table} (${entries.map(([name]) => name).join()}) VALUES (${entries.map(() => '?').join()})`;
    bench.sql(file, sql, ...entries.map(([, value]) => value));
    edge.append(row.leaf as Uint8Array);
  }
  const head = log === 'control' ? 'audit_head' : 'log';
  bench.sql(file, `UPDATE ${head} SET edge = ?`, edge.toBytes());
}

/** Ids are unique in the table: the same record a second time gets another one. */
function replaceId(entries: [string, string | number | Uint8Array][], seen: Set<string>): void {
  const id = entries.find(([name]) => name === 'id')!;
  const text = Buffer.from(id[1] as Uint8Array).toString('hex');
  if (seen.has(text)) id[1] = Buffer.alloc(16, seen.size);
  seen.add(text);
}

describe('whatever is written into a row', () => {
  const junk = [
    "x''",
    "x'00ff'",
    "'text'",
    '-1',
    '1.5',
    "'{}'",
    "'null'",
    '\'{"detail":1}\'',
    "x'7b7d'",
    'zeroblob(5000)',
  ];

  for (const [log, [file, table]] of Object.entries(places)) {
    test(`of the ${log} log is told, and stops nothing`, async () => {
      const columns =
        log === 'control' ? ['record', 'time', 'kind', 'actor'] : ['record', 'kind', 'outcome', 'status', 'client'];
      for (const column of columns) {
        for (const value of junk) {
          const before = bench.row<Record<string, string>>(file, `SELECT ${column} AS value FROM ${table} WHERE n = 5`);
          bench.sql(file, `UPDATE ${table} SET ${column} = ${value} WHERE n = 5`);
          const found = await briefly();
          assert.deepEqual(found.length, 1, `${column} = ${value}: ${found.join()}`);
          assert.match(found[0]!, new RegExp(`^(?:record|index)-changed ${log} 5-5$`), `${column} = ${value}`);
          bench.sql(file, `UPDATE ${table} SET ${column} = ? WHERE n = 5`, before['value']!);
        }
      }
      assert.deepEqual(await briefly(), []);
    });
  }
});

describe('files and checkpoints', () => {
  test('a file that is missing between two others is found', async () => {
    const store = bench.open();
    const month = 30 * 86_400_000;
    await store.events.insert([bench.event(month), bench.event(month + 1)]);
    await store.events.insert([bench.event(2 * month)]);
    await bench.checkpointer(store).take();
    await store.close();
    const files = fs.readdirSync(path.join(bench.dataDir, 'denials')).filter((name) => name.endsWith('.db'));
    assert.ok(files.length >= 3, files.join());
    for (const suffix of ['', '-wal', '-shm'])
      fs.rmSync(path.join(bench.dataDir, 'denials', `${files[1]}${suffix}`), { force: true });
    assert.deepEqual(await briefly(), ['records-removed denials 30-31']);
  });

  test('the newest file that is missing is found by the checkpoints', async () => {
    fs.rmSync(path.join(bench.dataDir, denials));
    assert.deepEqual(await briefly(), ['tail-removed denials 0-29']);
  });

  test('a checkpoint whose note was changed is found', async () => {
    const { note } = bench.row<{ note: string }>(
      'control.db',
      `SELECT note FROM checkpoint WHERE log = 'control' AND size = 20`,
    );
    bench.sql(
      'control.db',
      `UPDATE checkpoint SET note = ? WHERE log = 'control' AND size = 20`,
      note.replace('\n20\n', '\n21\n'),
    );
    assert.deepEqual(await briefly(), ['checkpoint-invalid control 20-20']);
  });

  test('a checkpoint of another store is said to be one', async () => {
    const other = new LogBench();
    await other.grow({ steps: 1 });
    const store = other.open();
    const foreign = parseCheckpoint((await store.checkpoints.latest('control'))!.note)!;
    await store.close();
    other.remove();
    const { problems } = await verify([foreign]);
    assert.equal(problems[0]!.kind, 'checkpoint-invalid');
    assert.match(problems[0]!.reason!, /it is of portcullis-[0-9a-f]{12}\/control, this log is/);
  });

  test('a replaced key does not verify what was signed before', async () => {
    fs.rmSync(path.join(bench.dataDir, 'checkpoint.key'));
    assert.equal((await briefly()).filter((each) => each.startsWith('checkpoint-invalid')).length, 6);
  });
});
