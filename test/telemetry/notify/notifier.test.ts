import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import type { Store } from '../../../src/store/store.js';
import { MessageRefused, type Channel, type Message } from '../../../src/telemetry/notify/channel.js';
import { Notifier, type NotifierOptions } from '../../../src/telemetry/notify/notifier.js';
import { notifyStateFile } from '../../../src/telemetry/notify/notify-state.js';
import { LogBench, noon } from '../log-bench.js';

let bench: LogBench;
let store: Store;
let said: string[];
let now: number;
let memory: Memory;
beforeEach(() => {
  bench = new LogBench();
  store = bench.open();
  [said, now, memory] = [[], noon, new Memory()];
});
afterEach(async () => {
  await store.close();
  bench.remove();
});

/** A receiver that keeps what it gets, or fails. */
class Memory implements Channel {
  readonly messages: Message[] = [];
  failure: Error | undefined;
  tried = 0;

  async send(message: Message): Promise<void> {
    this.tried += 1;
    if (this.failure) throw this.failure;
    this.messages.push(message);
  }

  close = async () => undefined;

  /** Numbers of the events of each message. */
  get told(): unknown[][] {
    return this.messages.map(({ events }) => events.map(({ event }) => event.detail?.['n']));
  }
}

async function begin(more: Partial<NotifierOptions> = {}): Promise<Notifier> {
  const notifier = new Notifier({
    name: 'desk',
    channel: memory,
    events: store.events,
    state: notifyStateFile(bench.dataDir, 'desk'),
    matches: ({ severity }) => severity === 'high' || severity === 'critical',
    repeatMillis: 3_600_000,
    digestMillis: 0,
    isUrgent: ({ severity }) => severity === 'critical',
    say: (text) => said.push(text),
    now: () => now,
    monotonic: () => now,
    intervalMillis: 1000,
    ...more,
  });
  await notifier.start();
  return notifier;
}

/** Events that differ in what they are about, unless it is said otherwise. */
const high = (n: number, more: Partial<SecurityEvent> = {}) =>
  bench.event(n, { severity: 'high', client: `192.0.2.${n}`, ...more });

describe('a notification', () => {
  test('tells what its query selects, what was stored together in one message, and the worst first', async () => {
    await store.events.insert([high(1)]);
    const notifier = await begin();
    await store.events.insert([high(2), bench.event(3), high(4, { severity: 'critical' })]);
    await notifier.turn();
    await notifier.turn();
    assert.deepEqual(memory.told, [[4, 2]]);
    await notifier.close();
  });

  test('goes on after a restart where it was: nothing is lost, nothing is told twice', async () => {
    const first = await begin();
    await store.events.insert([high(1)]);
    await first.turn();
    await first.close();
    await store.events.insert([high(2)]);
    const second = await begin();
    await second.turn();
    await second.close();
    assert.deepEqual(memory.told, [[1], [2]]);
  });

  test('sends a message that was under way at kill -9 again, as the same message', async () => {
    memory.failure = new Error('away');
    const first = await begin();
    await store.events.insert([high(1)]);
    await first.turn();
    const kept = JSON.parse(fs.readFileSync(path.join(bench.dataDir, 'notify/desk.json'), 'utf8')) as {
      message: { id: string };
    };
    memory.failure = undefined;
    const second = await begin();
    await second.turn();
    await second.turn();
    assert.deepEqual(memory.told, [[1]]);
    assert.equal(memory.messages[0]!.id, kept.message.id);
    assert.match(kept.message.id, /^msg_[\da-f-]{36}$/);
    await second.close();
  });

  test('tells the same about the same once, and with the next one how often it was seen', async () => {
    const notifier = await begin();
    const same = { client: '192.0.2.1' };
    await store.events.insert([high(1, same), high(2, same), high(3, same), high(4)]);
    await notifier.turn();
    await store.events.insert([high(3_600_002, same)]);
    await notifier.turn();
    assert.deepEqual(memory.told, [[1, 4], [3_600_002]]);
    assert.equal(memory.messages[1]!.events[0]!.more, 2);
    await notifier.close();
  });

  test('waits for the end of quiet hours, but not with what is urgent', async () => {
    const notifier = await begin({ isQuiet: (time) => time < noon + 1000 });
    await store.events.insert([high(1), high(2, { severity: 'critical' })]);
    await notifier.turn();
    assert.deepEqual(memory.told, [[2]]);
    now += 1000;
    await notifier.turn();
    assert.deepEqual(memory.told, [[2], [1]]);
    await notifier.close();
  });

  test('collects for a digest from the first event on, also over a restart', async () => {
    const options = { digestMillis: 60_000 };
    const first = await begin(options);
    await store.events.insert([high(1)]);
    await first.turn();
    await first.close();
    now += 59_000;
    const second = await begin(options);
    await store.events.insert([high(2)]);
    await second.turn();
    assert.deepEqual(memory.told, []);
    now += 1000;
    await second.turn();
    assert.deepEqual(memory.told, [[1, 2]]);
    await second.close();
  });

  test('tries again later and later while nobody takes it; what comes meanwhile is one further message', async () => {
    const outages: string[] = [];
    memory.failure = new Error('it answers 500');
    const notifier = await begin({ onOutage: (reason) => outages.push(reason) });
    await store.events.insert([high(1)]);
    for (let second = 0; second < 120; second += 1) {
      await notifier.turn();
      if (second % 10 === 0) await store.events.insert([high(10 + second)]);
      now += 1000;
    }
    assert.ok(memory.tried >= 5 && memory.tried <= 10, `${memory.tried} times in two minutes`);
    assert.deepEqual(outages, ['it answers 500']);
    assert.deepEqual(notifier.status, { isFailing: true, waiting: 13 });
    assert.deepEqual(said, ['the notification desk does not get through: it answers 500']);
    memory.failure = undefined;
    now += 700_000;
    await notifier.turn();
    await notifier.turn();
    assert.deepEqual(
      memory.told.map(({ length }) => length),
      [1, 12],
    );
    assert.equal(said.at(-1), 'the notification desk gets through again');
    await notifier.close();
  });

  test('keeps nothing waiting because the clock went back by an hour', async () => {
    let monotonic = 0;
    const notifier = await begin({ digestMillis: 60_000, monotonic: () => monotonic });
    await store.events.insert([high(1)]);
    await notifier.turn();
    now -= 3_600_000;
    memory.failure = new Error('away');
    await notifier.turn();
    assert.equal(memory.tried, 1);
    memory.failure = undefined;
    monotonic += 2000;
    await notifier.turn();
    assert.deepEqual(memory.told, [[1]]);
    await store.events.insert([high(2, { time: noon - 3_600_000 })]);
    now += 7_200_000;
    await notifier.turn();
    now += 60_000;
    await notifier.turn();
    assert.deepEqual(memory.told, [[1], [2]]);
    await notifier.close();
  });

  test('leaves out a message that will never be taken, says so, and goes on', async () => {
    const outages: string[] = [];
    memory.failure = new MessageRefused('it answers 410');
    const notifier = await begin({ onOutage: (reason) => outages.push(reason) });
    await store.events.insert([high(1)]);
    await notifier.turn();
    memory.failure = undefined;
    await store.events.insert([high(2)]);
    await notifier.turn();
    assert.deepEqual(memory.told, [[2]]);
    assert.deepEqual(outages, ['it answers 410']);
    await notifier.close();
  });

  test('lists twenty events and counts the others, however many there are', async () => {
    const notifier = await begin();
    const many = Array.from({ length: 1500 }, (_, n) => high(n, { client: `client ${n}` }));
    await store.events.insert(many);
    await notifier.turn();
    const [message] = memory.messages;
    assert.deepEqual([message!.events.length, message!.more], [20, 1480]);
    const size = fs.statSync(path.join(bench.dataDir, 'notify/desk.json')).size;
    assert.ok(size < 200_000, `${size} bytes of state`);
    await notifier.close();
  });

  test('keeps ids and hashes only: its file says nothing of anybody', async () => {
    memory.failure = new Error('away');
    const notifier = await begin();
    await store.events.insert([high(1, { principalId: 'alice@example.com' })]);
    await notifier.turn();
    const file = path.join(bench.dataDir, 'notify/desk.json');
    assert.doesNotMatch(fs.readFileSync(file, 'utf8'), /alice|192\.0\.2/);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    await notifier.close();
  });

  test('whose state is damaged is not begun as if it were new', async () => {
    fs.mkdirSync(path.join(bench.dataDir, 'notify'), { mode: 0o700 });
    fs.writeFileSync(path.join(bench.dataDir, 'notify/desk.json'), '{"place":"x"}', { mode: 0o600 });
    await assert.rejects(begin(), { code: 'STORE_CORRUPT' });
  });

  test('goes on at the end of a log that is shorter than it was: a backup was restored', async () => {
    notifyStateFile(bench.dataDir, 'desk').read();
    notifyStateFile(bench.dataDir, 'desk').write({ place: 500, told: {}, held: [], more: 0 });
    const notifier = await begin();
    await notifier.turn();
    await store.events.insert([high(1)]);
    await notifier.turn();
    assert.deepEqual(memory.told, [[1]]);
    await notifier.close();
  });
});
