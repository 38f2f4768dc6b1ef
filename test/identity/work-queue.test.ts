import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { makeWorkQueue } from '../../src/identity/work-queue.js';

test('so much work runs at once, so much waits in order, and the rest is not taken', async () => {
  const queue = makeWorkQueue({ atOnce: 2, waiting: 3 });
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const work = (name: number) => async () => {
    running += 1;
    most = Math.max(most, running);
    order.push(name);
    await sleep(5);
    running -= 1;
  };
  const taken = [1, 2, 3, 4, 5, 6, 7].map((name) => queue(work(name)));
  assert.deepEqual(
    taken.map((one) => one !== undefined),
    [true, true, true, true, true, false, false],
  );
  await Promise.all(taken);
  assert.deepEqual([most, order], [2, [1, 2, 3, 4, 5]]);
  await queue(work(8));
  assert.deepEqual(order.at(-1), 8);
});

test('work that fails gives its place on', async () => {
  const queue = makeWorkQueue({ atOnce: 1, waiting: 1 });
  const failing = queue(() => Promise.reject(new Error('x')));
  const next = queue(() => Promise.resolve('done'));
  await assert.rejects(failing!, /x/);
  assert.equal(await next, 'done');
});
