import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlockPoll } from '../../src/app/block-poll.js';
import type { ActorBlock, DetectionStore } from '../../src/store/detections.js';

const block: ActorBlock = {
  id: 'b',
  detectionId: 'd',
  actor: 'principal:p',
  effect: 'block',
  createdAt: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
};

test('a worker has the blocks of the store within half a second, and keeps them while it cannot be read', async () => {
  let answer: () => Promise<readonly ActorBlock[]> = async () => [];
  const poll = new BlockPoll(() => ({ activeBlocks: () => answer() }) as DetectionStore);
  answer = async () => [block];
  await sleep(600);
  assert.equal(poll.blocks.size, 1);
  answer = () => Promise.reject(new Error('away'));
  await sleep(600);
  assert.equal(poll.blocks.size, 1);
  answer = async () => [];
  await sleep(600);
  assert.equal(poll.blocks.size, 0);
  poll.close();
});

test('without a store nobody is blocked', async () => {
  const poll = new BlockPoll(() => undefined);
  await sleep(20);
  assert.equal(poll.blocks.size, 0);
  poll.close();
});
