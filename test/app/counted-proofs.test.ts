import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedProofs } from '../../src/app/counted-proofs.js';
import { memoryLimiter } from '../../src/gateway/limiter.js';
import { makeReplayMemory, proofLimits } from '../../src/identity/replay-memory.js';

test('machines that share call counters let a proof be used once; those that do not remember for themselves', async () => {
  let now = 1_000_000;
  const clock = { now: () => now, wallClock: () => now };
  const counters = memoryLimiter(clock);
  let isShared = true;
  const machine = () =>
    countedProofs(
      makeReplayMemory(proofLimits, () => now),
      counters,
      () => isShared,
    );
  const [first, second, third] = [machine(), machine(), machine()];
  assert.equal(await first.take('key', 'a'), 'fresh');
  assert.equal(await first.take('key', 'a'), 'seen');
  assert.equal(await second.take('key', 'a'), 'seen');
  assert.equal(await second.take('other', 'a'), 'fresh');
  now += proofLimits.spanMillis - 1;
  assert.equal(await third.take('key', 'a'), 'seen', 'for as long as the proof could be valid');
  isShared = false;
  assert.equal(await machine().take('key', 'a'), 'fresh');
});
