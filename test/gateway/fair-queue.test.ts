import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { FairQueue, type Place } from '../../src/gateway/fair-queue.js';

/** What became of a place by now. */
async function stateOf(place: Place): Promise<'in' | 'out' | 'waiting'> {
  const later = new Promise<undefined>((resolve) => setImmediate(resolve, undefined));
  const admitted = await Promise.race([place.admitted, later]);
  return admitted === undefined ? 'waiting' : admitted ? 'in' : 'out';
}

test('up to the limit requests pass at once, then they wait for a place', async () => {
  const queue = new FairQueue(2);
  const [a, b, c] = [queue.enter('x'), queue.enter('x'), queue.enter('x')];
  assert.deepEqual([a.admitted, b.admitted, await stateOf(c)], [true, true, 'waiting']);
  a.leave();
  a.leave();
  assert.equal(await stateOf(c), 'in');
  assert.equal(await stateOf(queue.enter('x')), 'waiting', 'a place is given back once');
});

test('a free place goes to the client that has least under way, not to the one that asked first', async () => {
  const queue = new FairQueue(3);
  const flood = Array.from({ length: 5 }, () => queue.enter('flood'));
  const quiet = queue.enter('quiet');
  flood[0]!.leave();
  assert.deepEqual([await stateOf(quiet), await stateOf(flood[3]!)], ['in', 'waiting']);
});

test('when the queue is full the client that has most is refused, and the others still find room', async () => {
  const queue = new FairQueue(3);
  const flood = Array.from({ length: 8 }, () => queue.enter('flood'));
  const states = await Promise.all(flood.map(stateOf));
  assert.deepEqual(states, ['in', 'in', 'in', 'waiting', 'waiting', 'waiting', 'out', 'out']);
  const quiet = queue.enter('quiet');
  assert.deepEqual([await stateOf(flood[5]!), await stateOf(quiet)], ['out', 'waiting']);
});

test('nobody waits longer than told', async () => {
  const queue = new FairQueue(1, 30);
  queue.enter('a');
  const began = performance.now();
  assert.equal(await queue.enter('b').admitted, false);
  assert.ok(performance.now() - began < 500);
});

test('a client that stops waiting gives its turn to the next', async () => {
  const queue = new FairQueue(2);
  const first = queue.enter('a');
  queue.enter('a');
  const [gone, next] = [queue.enter('b'), queue.enter('c')];
  gone.leave();
  first.leave();
  assert.deepEqual([await stateOf(gone), await stateOf(next)], ['out', 'in']);
});

test('whatever comes and goes, never more than the limit are in, and no place is lost', async () => {
  const steps = fc.array(fc.record({ client: fc.constantFrom('a', 'b', 'c'), leaves: fc.nat(20) }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, async (limit, all) => {
      const queue = new FairQueue(limit);
      const places: Place[] = [];
      for (const { client, leaves } of all) {
        places.push(queue.enter(client));
        if (leaves < places.length) places[leaves]!.leave();
      }
      const inside = (await Promise.all(places.map(stateOf))).filter((state) => state === 'in').length;
      assert.ok(places.filter(({ admitted }) => admitted === true).length <= inside);
      for (const place of places) place.leave();
      const again = Array.from({ length: limit + 1 }, () => queue.enter('d'));
      assert.deepEqual(
        again.map(({ admitted }) => admitted === true),
        again.map((_, i) => i < limit),
      );
      for (const place of again) place.leave();
    }),
    { numRuns: 60 },
  );
});
