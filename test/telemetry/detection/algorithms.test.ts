import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SlidingDistinct } from '../../../src/telemetry/detection/distinct.js';
import { EwmaSpike } from '../../../src/telemetry/detection/ewma-spike.js';
import { hashText, mixHashes } from '../../../src/telemetry/detection/hash.js';
import { HyperLogLog } from '../../../src/telemetry/detection/hyper-log-log.js';
import { KeyTable } from '../../../src/telemetry/detection/key-table.js';
import { LogHistogram } from '../../../src/telemetry/detection/log-histogram.js';
import { LruMap } from '../../../src/telemetry/detection/lru-map.js';
import { SpaceSaving } from '../../../src/telemetry/detection/space-saving.js';
import { wilsonLower } from '../../../src/telemetry/detection/wilson.js';
import { KnownValues, RowWindows, WindowCounts } from '../../../src/telemetry/detection/windows.js';

const hash = (i: number) => hashText(`value ${i}`, 7);
const minute = 60_000;

describe('hashes', () => {
  it('are below 2^53, differ by text and by seed, and hardly ever collide', () => {
    const all = new Set(Array.from({ length: 200_000 }, (_, i) => hash(i)));
    assert.equal(all.size, 200_000);
    for (const value of all) assert.ok(Number.isSafeInteger(value) && value >= 0);
    assert.notEqual(hashText('a', 1), hashText('a', 2));
    assert.notEqual(mixHashes(hash(1), hash(2)), mixHashes(hash(2), hash(1)));
  });
});

describe('HyperLogLog', () => {
  for (const n of [10, 100, 1000, 20_000, 500_000]) {
    it(`counts ${n} values within 10 %`, () => {
      const log = new HyperLogLog();
      for (let i = 0; i < n; i++) for (let twice = 0; twice < 2; twice++) log.add(hash(i));
      assert.ok(Math.abs(log.count() / n - 1) < 0.1, String(log.count()));
    });
  }

  it('has a median error of at most 3 % over 60 sets', () => {
    const errors = Array.from({ length: 60 }, (_, set) => {
      const log = new HyperLogLog();
      for (let i = 0; i < 5000; i++) log.add(hashText(`${i}`, set));
      return Math.abs(log.count() / 5000 - 1);
    }).sort((a, b) => a - b);
    assert.ok(errors[30]! < 0.03, String(errors[30]));
  });
});

describe('SlidingDistinct', () => {
  it('is exact up to 64, and forgets what is older than the window', () => {
    const distinct = new SlidingDistinct(60);
    for (let i = 0; i < 64; i++) assert.equal(distinct.add(hash(i), 1000 + i), i + 1);
    assert.equal(distinct.add(hash(0), 2000), 64);
    assert.equal(distinct.add(hash(99), 2000 + minute), 2, 'the one of a moment ago, and the value that came at 2000');
  });

  it('estimates beyond 64, and begins again when its window is over', () => {
    const distinct = new SlidingDistinct(60);
    let count = 0;
    for (let i = 0; i < 1000; i++) count = distinct.add(hash(i), 1000 + i);
    assert.ok(Math.abs(count / 1000 - 1) < 0.1);
    assert.equal(distinct.add(hash(5), 200_000), 1);
  });
});

describe('EwmaSpike', () => {
  const options = { alpha: 0.02, k: 5, floor: 20, learnMinutes: 5 };
  const play = (perMinute: readonly number[]) => {
    const spike = new EwmaSpike(options);
    return perMinute.flatMap((count, i) => {
      for (let n = 0; n < count; n++) spike.add(i * minute + n);
      return spike.roll((i + 1) * minute) ? [i] : [];
    });
  };
  const usual = Array.from({ length: 60 }, (_, i) => 10 + (i % 5));

  it('finds two minutes running of five times as much, once', () => {
    assert.deepEqual(play([...usual, 60, 60, 60, 60, ...usual]), [61]);
  });

  it('lets one minute pass, and never fires below the floor', () => {
    assert.deepEqual(play([...usual, 60, 12, 60, 12]), []);
    assert.deepEqual(play([...Array.from({ length: 60 }, () => 0), 15, 15, 15]), []);
  });

  it('learns nothing while it is above: a long attack does not become the usual', () => {
    assert.deepEqual(play([...usual, ...Array.from({ length: 300 }, () => 60), 12, 60, 60]), [61, 362]);
  });

  it('says nothing while it learns', () => {
    assert.deepEqual(play([90, 90, 90, 90]), []);
  });
});

describe('Wilson lower bound', () => {
  it('is low for few observations and near the share for many', () => {
    assert.equal(wilsonLower(0, 0), 0);
    assert.ok(wilsonLower(5, 5) < 0.6);
    assert.ok(Math.abs(wilsonLower(700, 1000) - 0.671) < 0.002);
  });
});

describe('LogHistogram', () => {
  it('gives quantiles within a fifth, and 0 when it is empty', () => {
    const histogram = new LogHistogram();
    assert.equal(histogram.quantile(0.99), 0);
    for (let i = 1; i <= 1000; i++) histogram.add(i);
    const p99 = histogram.quantile(0.99);
    assert.ok(p99 >= 990 && p99 < 1190, String(p99));
  });
});

describe('SpaceSaving', () => {
  it('keeps every key that comes more often than total / slots', () => {
    const top = new SpaceSaving(100, () => ({}));
    for (let i = 0; i < 20_000; i++) top.add(i % 3 === 0 ? 'frequent' : `rare ${i}`);
    assert.equal(top.size, 100);
    assert.ok(top.add('frequent').count >= 6667);
  });
});

describe('LruMap', () => {
  it('holds no more than it may, and keeps what is used', () => {
    const map = new LruMap<string, number>(100);
    map.set('kept', 1);
    for (let i = 0; i < 5000; i++) {
      map.set(`k${i}`, i);
      if (i % 20 === 0) assert.equal(map.get('kept'), 1);
      assert.ok(map.size <= 100, String(map.size));
    }
    assert.equal(map.get('k0'), undefined);
    assert.equal(map.get('k4999'), 4999);
    map.delete('kept');
    assert.equal(map.get('kept'), undefined);
  });
});

describe('KeyTable', () => {
  it('finds every key again, over growth and eviction, and clears the row of a new one', () => {
    const table = new KeyTable(4096);
    const column = table.column('u32');
    for (let i = 0; i < 4096; i++) {
      const row = table.row(hash(i));
      column.data[row] = i + 1;
    }
    for (let i = 0; i < 4096; i++) assert.equal(column.data[table.row(hash(i))], i + 1);
    for (let i = 4096; i < 20_000; i++) {
      const row = table.row(hash(i));
      assert.equal(column.data[row], 0, 'begins at zero');
      column.data[row] = i + 1;
      assert.equal(table.row(hash(i)), row);
    }
    assert.equal(table.size, 4096);
    assert.equal(table.evicted, 20_000 - 4096);
  });

  it('keeps a key that is used all the time', () => {
    const table = new KeyTable(1024);
    const column = table.column('u8');
    column.data[table.row(hash(-1))] = 9;
    for (let i = 0; i < 10_000; i++) {
      table.row(hash(i));
      assert.equal(column.data[table.row(hash(-1))], 9);
    }
  });

  it('agrees with a Map over random use', () => {
    const table = new KeyTable(100_000);
    const column = table.column('f64');
    const model = new Map<number, number>();
    for (let i = 0; i < 50_000; i++) {
      const key = hash(Math.floor(i / 3));
      model.set(key, (model.get(key) ?? 0) + i);
      const row = table.row(key);
      column.data[row] = column.data[row]! + i;
    }
    for (const [key, sum] of model) assert.equal(column.data[table.row(key)], sum);
  });
});

describe('windows', () => {
  it('count exactly in the first window, and by weight in later ones', () => {
    const counts = new WindowCounts<string>(60, 10);
    for (let i = 0; i < 10; i++) assert.equal(counts.add('a', i * 1000), i + 1);
    assert.equal(counts.add('a', 90_000), 1 + 10 * 0.5);
    assert.equal(counts.add('a', 400_000), 1);
    assert.equal(counts.count('b', 0), 0);
  });

  it('a clock that goes back begins anew instead of counting for ever', () => {
    const counts = new WindowCounts<string>(60, 10);
    counts.add('a', 10_000_000);
    assert.equal(counts.add('a', 6_000_000), 1);
  });

  it('a value is new when the history does not have it, and the first one of a key is not', () => {
    const known = new KnownValues<string>(100, { maxKeys: 10, mostValues: 4 });
    assert.equal(known.add('a', 1, 0).isNew, false);
    assert.equal(known.add('a', 2, 1000).isNew, true);
    assert.equal(known.add('a', 1, 2000).isNew, false);
    assert.equal(known.add('a', 2, 200_000).isNew, true, 'not seen for longer than the history');
  });

  it('remember the own most of the last two weeks', () => {
    const table = new KeyTable(16);
    const windows = new RowWindows(table, 3600);
    const row = table.row(1);
    const start = Date.UTC(2026, 0, 8);
    windows.add(row, start, 10);
    windows.add(row, start + 4_000_000, 1);
    assert.equal(windows.ownMost(row), 10);
    windows.add(row, start + 7 * 86_400_000, 1);
    windows.add(row, start + 7 * 86_400_000 + 4_000_000, 1);
    assert.equal(windows.ownMost(row), 10);
    windows.add(row, start + 30 * 86_400_000, 1);
    windows.add(row, start + 30 * 86_400_000 + 4_000_000, 1);
    assert.equal(windows.ownMost(row), 1);
  });
});
