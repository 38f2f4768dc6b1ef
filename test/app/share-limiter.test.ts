import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareLimiter } from '../../src/app/share-limiter.js';
import { memoryLimiter } from '../../src/gateway/limiter.js';

test('workers together allow what the policy allows, and each at least one call', async () => {
  const allowedBy = async (limit: number, workers: number): Promise<number> => {
    let allowed = 0;
    for (let worker = 0; worker < workers; worker++) {
      const limiter = shareLimiter(memoryLimiter({ now: () => 0 }), workers);
      for (let i = 0; i < limit; i++) {
        const verdict = await limiter.take([{ key: 'a', limit, windowSeconds: 60, cost: 1 }]);
        if (verdict.allowed) allowed++;
      }
    }
    return allowed;
  };
  assert.equal(await allowedBy(10, 1), 10);
  assert.equal(await allowedBy(10, 2), 10);
  assert.equal(await allowedBy(10, 4), 8);
  assert.equal(await allowedBy(1, 3), 3);
});
