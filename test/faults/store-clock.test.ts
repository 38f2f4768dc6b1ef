import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { EventWriter } from '../../src/telemetry/event-writer.js';
import { JournalWriter } from '../../src/telemetry/journal.js';
import { readCheckpointKey } from '../../src/telemetry/checkpoint-key.js';
import { verifyStore } from '../../src/telemetry/verify.js';
import { assertLogsWhole } from '../store/verify-logs.js';
import { LogBench, noon } from '../telemetry/log-bench.js';

const hour = 3_600_000;
let bench: LogBench;
beforeEach(() => (bench = new LogBench()));
afterEach(() => bench.remove());

/** The clock, as it is read event after event: an hour forward, back, back again, and over the end of a month. */
const jumps: Readonly<Record<string, readonly number[]>> = {
  'an hour forward and back': [0, 1, hour, hour + 1, 2, 3],
  'an hour back and forward': [0, 1, -hour, -hour + 1, 2, 3],
  'over the end of a month and back': [6.5 * 24 * hour, 6.5 * 24 * hour + 1, 6 * 24 * hour, 7 * 24 * hour],
};

describe('a clock that jumps', () => {
  for (const [what, offsets] of Object.entries(jumps)) {
    test(`${what}: every event is stored once, found by its time, and the log and its checkpoints hold`, async () => {
      const store = bench.open();
      const journal = new JournalWriter({ dataDir: bench.dataDir, worker: 'w1' });
      const writer = new EventWriter({ dataDir: bench.dataDir, events: store.events });
      const events = offsets.flatMap((offset) => [
        bench.event(offset),
        bench.event(offset, { kind: 'access', outcome: 'allowed', severity: 'info', status: 200 }),
      ]);
      for (const [n, event] of events.entries()) {
        bench.now = event.time;
        if (event.kind === 'access') journal.batch(event);
        else journal.write(event);
        if (n % 3 === 2) {
          await journal.sync();
          await writer.drain();
          await bench.checkpointer(store).take();
        }
      }
      journal.close();
      await writer.close();
      await bench.checkpointer(store).take();
      assert.ok((await assertLogsWhole(store.events)) > 0);
      const { problems } = await verifyStore({ store, key: readCheckpointKey(bench.dataDir), outside: [] });
      assert.deepEqual(problems, []);
      const found = await store.events.search({ limit: 100 });
      assert.deepEqual(
        found.map(({ id }) => id),
        events
          .map(({ id }) => id)
          .sort()
          .reverse(),
      );
      const late = await store.events.search({ since: noon + hour, until: noon + hour + 2, limit: 100 });
      assert.equal(late.length, events.filter(({ time }) => time >= noon + hour && time < noon + hour + 2).length);
      await store.close();
    });
  }
});
