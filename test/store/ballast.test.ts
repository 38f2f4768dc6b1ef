import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BallastKeeper, keepBallast, releaseBallast } from '../../src/store/ballast.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-ballast-'));
after(() => fs.rmSync(folder, { recursive: true }));

test('ballast takes real room, once, and gives it back', () => {
  const options = { bytes: 3_000_000, leastFreeBytes: 0 };
  assert.equal(keepBallast(folder, options), true);
  const { size, blocks, mode, mtimeMs } = fs.statSync(path.join(folder, 'ballast'));
  assert.deepEqual([size, mode & 0o777], [3_000_000, 0o600]);
  assert.ok(blocks * 512 >= size, 'no hole in the file');
  assert.equal(keepBallast(folder, options), true);
  assert.equal(fs.statSync(path.join(folder, 'ballast')).mtimeMs, mtimeMs);
  assert.equal(releaseBallast(folder), true);
  assert.deepEqual(fs.readdirSync(folder), []);
  assert.equal(releaseBallast(folder), false);
});

test('there is none where it would be what fills the disk', () => {
  assert.equal(keepBallast(folder, { bytes: 1000, leastFreeBytes: 2 ** 60 }), false);
  assert.deepEqual(fs.readdirSync(folder), []);
});

test('a keeper makes it by itself, and not after it was stopped', async () => {
  const options = { bytes: 1000, leastFreeBytes: 0, firstLookMillis: 10 };
  const keeper = new BallastKeeper(folder, options);
  while (!fs.existsSync(path.join(folder, 'ballast'))) await sleep(5);
  keeper.stop();
  releaseBallast(folder);
  new BallastKeeper(folder, options).stop();
  await sleep(30);
  assert.deepEqual(fs.readdirSync(folder), []);
});
