import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  boundsOf,
  byOrder,
  fileName,
  lateMillis,
  nextPartition,
  partitionOf,
  periodAt,
  periodName,
  takes,
} from '../../src/store/partition-name.js';

const lastMilli = Date.UTC(2024, 1, 29, 23, 59, 59, 999);

test('a period covers its times and meets the next without a gap', () => {
  for (const log of ['access', 'denials'] as const) {
    const [before, after] = [periodAt(log, lastMilli), periodAt(log, lastMilli + 1)];
    assert.equal(before.end, lastMilli + 1);
    assert.equal(after.start, before.end);
    assert.ok(before.start <= lastMilli);
  }
  assert.equal(periodName('access', periodAt('access', lastMilli)), '2024-02-29');
  assert.equal(periodAt('denials', Date.UTC(2026, 11, 31)).end, Date.UTC(2027, 0, 1));
});

const at = (time: number) => ({ earliest: time, latest: time });

test('a file takes what is of its period and what is a little late, and nothing later', () => {
  const period = periodAt('access', lastMilli);
  assert.equal(takes(period, at(lastMilli)), true);
  assert.equal(takes(period, { earliest: lastMilli, latest: lastMilli + 1 }), false);
  assert.equal(takes(period, { earliest: period.start - lateMillis, latest: lastMilli }), true);
  assert.equal(takes(period, { earliest: period.start - lateMillis - 1, latest: lastMilli }), false);
});

test('names go on when time does, and never back when the clock does', () => {
  const first = nextPartition('access', undefined, at(lastMilli));
  assert.equal(fileName(first), '2024-02-29.db');
  assert.equal(fileName(nextPartition('access', first, at(lastMilli + 1))), '2024-03-01.db');
  const second = nextPartition('access', first, at(lastMilli - 90 * 86_400_000));
  assert.equal(fileName(second), '2024-02-29.2.db');
  assert.equal(fileName(nextPartition('access', second, at(lastMilli))), '2024-02-29.3.db');
});

test('a file with old events is never the first of its name', () => {
  const span = { earliest: lastMilli - 5 * 86_400_000, latest: lastMilli };
  assert.equal(fileName(nextPartition('access', undefined, span)), '2024-02-29.2.db');
});

test('a name bounds the times in its file: the first of a name from both sides, others from above', () => {
  const period = periodAt('access', lastMilli);
  assert.deepEqual(boundsOf({ log: 'access', name: '2024-02-29', number: 1 }), {
    start: period.start - lateMillis,
    end: period.end,
  });
  assert.deepEqual(boundsOf({ log: 'access', name: '2024-02-29', number: 2 }), { start: -Infinity, end: period.end });
});

test('a file name is read as it was made, and sorts in the order of the log', () => {
  const names = ['2024-03-01.db', '2024-02-29.10.db', '2024-02-29.db', '2024-02-29.2.db'];
  const partitions = names.map((name) => partitionOf('access', name)!);
  assert.deepEqual(partitions.map(fileName), names);
  assert.deepEqual(partitions.sort(byOrder).map(fileName), [
    '2024-02-29.db',
    '2024-02-29.2.db',
    '2024-02-29.10.db',
    '2024-03-01.db',
  ]);
});

test('other files in the folder are none of ours', () => {
  for (const name of ['2026-11-24.db-wal', '2026-13.db', '2026-02-30.db', 'x.db', '2026-11-24.db.damaged']) {
    assert.equal(partitionOf('access', name), undefined, name);
  }
  for (const name of ['2026-11-24.1.db', '2026-11-24.02.db', '2026-11-24..db']) {
    assert.equal(partitionOf('access', name), undefined, name);
  }
  assert.equal(partitionOf('access', '2026-11.db'), undefined);
  assert.equal(partitionOf('denials', '2026-11-24.db'), undefined);
});
