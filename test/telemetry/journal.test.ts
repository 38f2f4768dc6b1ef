import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { SecurityEvent } from '../../src/core/events.js';
import { JournalReader, journalsIn } from '../../src/telemetry/journal-reader.js';
import { JournalWriter, type JournalOptions } from '../../src/telemetry/journal.js';
import { accessFacts, anEvent } from '../store/store-suite.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-journal-'));
after(() => fs.rmSync(root, { recursive: true }));

let folders = 0;
function journal(options: Partial<JournalOptions> = {}) {
  const dataDir = path.join(root, `d${(folders += 1)}`);
  const writer = new JournalWriter({ dataDir, worker: 'w1', ...options });
  return { dataDir, writer, folder: path.join(dataDir, 'journal') };
}

/** Everything that can be read in a folder now. */
function readAll(folder: string): { events: SecurityEvent[]; damaged: number; done: boolean } {
  const result = { events: [] as SecurityEvent[], damaged: 0, done: true };
  for (const file of journalsIn(folder)) {
    const reader = new JournalReader(file);
    for (let chunk = reader.read(500); chunk; chunk = reader.read(500)) {
      result.events.push(...chunk.events);
      result.damaged += chunk.damaged;
      reader.advance(chunk);
    }
    result.done &&= reader.isDone;
    reader.close();
  }
  return result;
}

const ids = (events: readonly SecurityEvent[]) => events.map(({ id }) => id);

describe('appending', () => {
  test('a written event can be read when write returns, with what was batched before it', () => {
    const { writer, folder } = journal();
    const [first, second] = [anEvent(accessFacts), anEvent({ detail: { a: 'ü\u2028' } })];
    writer.batch(first);
    assert.deepEqual(readAll(folder).events, []);
    writer.write(second);
    assert.deepEqual(readAll(folder).events, [first, second]);
    writer.close();
  });

  test('a batch is there after the turn of the event loop, and survives close', async () => {
    const { writer, folder } = journal();
    const events = Array.from({ length: 2000 }, () => anEvent());
    for (const event of events.slice(0, 1000)) writer.batch(event);
    await nextTurn();
    await nextTurn();
    assert.deepEqual(ids(readAll(folder).events), ids(events.slice(0, 1000)));
    for (const event of events.slice(1000)) writer.batch(event);
    writer.close();
    assert.deepEqual(ids(readAll(folder).events), ids(events));
    assert.equal(readAll(folder).done, true);
  });

  test('files are private and begin anew at their size', async () => {
    const { writer, folder } = journal({ fileBytes: 500 });
    const events = Array.from({ length: 40 }, () => anEvent());
    for (const event of events) writer.write(event);
    await writer.sync();
    assert.ok(journalsIn(folder).length > 3);
    for (const file of journalsIn(folder)) assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(ids(readAll(folder).events), ids(events));
    writer.close();
  });

  test('a restarted worker never touches what it wrote before', () => {
    const { dataDir, writer, folder } = journal();
    writer.write(anEvent());
    const before = fs.readFileSync(journalsIn(folder)[0]!);
    const again = new JournalWriter({ dataDir, worker: 'w1' });
    again.write(anEvent());
    again.close();
    assert.deepEqual(fs.readFileSync(journalsIn(folder)[0]!), before);
    assert.equal(readAll(folder).events.length, 2);
    writer.close();
  });

  test('a detail that is too long or no JSON costs the detail, not the event', () => {
    const { writer, folder } = journal();
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const events = [
      anEvent({ detail: { text: 'x'.repeat(200_000) } }),
      anEvent({ detail: circular }),
      anEvent({ detail: { big: 1n } }),
      anEvent({ principalId: '\u2028'.repeat(100_000) }),
    ];
    for (const event of events) writer.write(event);
    writer.close();
    const { events: read, damaged } = readAll(folder);
    assert.equal(damaged, 0);
    assert.deepEqual(ids(read), ids(events));
    assert.deepEqual(
      read.map(({ detail }) => detail),
      ['too long', 'not JSON', 'not JSON', 'too long'].map((omitted) => ({ omitted })),
    );
  });

  test('over the cap allowed calls are counted with their range, denials are still stored', async () => {
    const { writer, folder } = journal({ capBytes: 20_000 });
    const allowed = Array.from({ length: 300 }, () => anEvent({ kind: 'access', outcome: 'allowed' }));
    for (const event of allowed) {
      writer.batch(event);
      await nextTurn();
    }
    const denied = anEvent();
    writer.write(denied);
    writer.close();
    const { events } = readAll(folder);
    const gaps = events.filter(({ kind }) => kind === 'sys_gap');
    const missing = gaps.reduce((sum, { detail }) => sum + Number(detail?.['count']), 0);
    const stored = events.filter(({ kind }) => kind === 'access');
    assert.ok(missing > 0 && stored.length > 0);
    assert.equal(missing + stored.length, allowed.length);
    assert.equal(writer.lost, missing);
    assert.equal(gaps.at(-1)?.detail?.['lastId'], allowed.at(-1)?.id);
    assert.ok(ids(events).includes(denied.id));
  });

  test('after close nothing is acknowledged', () => {
    const { writer } = journal();
    writer.close();
    writer.close();
    assert.throws(() => writer.write(anEvent()), { code: 'INTERNAL' });
    writer.batch(anEvent());
    assert.equal(writer.lost, 1);
  });

  /** A journal whose folder is gone, so that no new file can be begun. */
  function cutOff(options: Partial<JournalOptions> = {}) {
    const states: (string | undefined)[] = [];
    const made = journal({ fileBytes: 1, retryMillis: 10, onState: (reason) => states.push(reason), ...options });
    made.writer.write(anEvent());
    fs.renameSync(made.folder, `${made.folder}.away`);
    return { ...made, states, mend: () => fs.renameSync(`${made.folder}.away`, made.folder) };
  }

  test('while the journal cannot be written denials are kept in memory; when it can again it says what happened', async () => {
    const { writer, folder, states, mend } = cutOff();
    const denied = [anEvent(), anEvent()];
    for (const event of denied) writer.write(event);
    assert.ok(writer.failingForMillis! >= 0);
    await sleep(30);
    mend();
    for (let n = 0; n < 100 && writer.failingForMillis !== undefined; n += 1) await sleep(10);
    assert.deepEqual([writer.failingForMillis, writer.lost], [undefined, 0]);
    const after = anEvent();
    writer.write(after);
    writer.close();
    const read = readAll(folder).events.slice(1);
    const outage = read.find(({ kind }) => kind === 'sys_monitor_disabled')!;
    assert.deepEqual(ids(read), [...ids(denied), outage.id, after.id]);
    assert.deepEqual(states, ['ENOENT', undefined]);
    const { reason, millis, kept, lost } = outage.detail as Record<string, number>;
    assert.deepEqual([reason, kept, lost], ['ENOENT', 2, 0]);
    assert.ok(millis! >= 25);
  });

  test('allowed calls that could not be written are counted with their range, reported once', async () => {
    const errors: unknown[] = [];
    const { writer, folder, mend } = cutOff({ onError: (error) => errors.push(error) });
    const lost = Array.from({ length: 5 }, () => anEvent(accessFacts));
    for (const event of lost.slice(0, 3)) writer.batch(event);
    await nextTurn();
    await nextTurn();
    for (const event of lost.slice(3)) writer.batch(event);
    assert.deepEqual([writer.lost, errors.length], [5, 1]);
    mend();
    writer.close();
    const gap = readAll(folder).events.find(({ kind }) => kind === 'sys_gap');
    assert.deepEqual(gap?.detail, {
      reason: 'journal-unwritable',
      worker: 'w1',
      count: 5,
      firstId: lost[0]!.id,
      lastId: lost[4]!.id,
    });
  });

  test('when memory is full too a denial is refused and counted', () => {
    const { writer, mend } = cutOff();
    for (let n = 0; n < 10_000; n += 1) writer.write(anEvent());
    assert.throws(() => writer.write(anEvent()), { code: 'FILE_UNWRITABLE' });
    assert.equal(writer.lost, 1);
    mend();
    writer.close();
  });

  test('the name of a worker cannot leave the folder', () => {
    for (const worker of ['', '../x', 'a/b', 'A']) assert.throws(() => journal({ worker }), { code: 'INTERNAL' });
  });
});

describe('damage', () => {
  /** A closed journal of 40 events, its bytes and the end of each event in it. */
  function sample() {
    const { writer, folder } = journal();
    const events = Array.from({ length: 40 }, (_, n) => anEvent({ detail: { n, text: 'x'.repeat(n * 7) } }));
    const file = journalsIn(folder)[0]!;
    const ends = events.map((event) => {
      writer.write(event);
      return fs.statSync(file).size;
    });
    writer.close();
    return { events, ends, bytes: fs.readFileSync(file), folder, file };
  }

  test('whatever is cut or flipped: no crash, nothing invented, everything outside the damage is read', () => {
    const { events, ends, bytes, folder, file } = sample();
    const headEnd = bytes.indexOf(0x0a) + 1;
    const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(7)), { maxLength: 4 });
    fc.assert(
      fc.property(flips, fc.option(fc.nat(bytes.length)), (bits, cut) => {
        const length = cut ?? bytes.length;
        const damagedBytes = Buffer.from(bytes.subarray(0, length));
        const touched = bits.filter(([at]) => at < length);
        for (const [at, bit] of touched) damagedBytes[at]! ^= 1 << bit;
        fs.writeFileSync(file, damagedBytes);
        const read = readAll(folder).events.filter(({ kind }) => kind !== 'sys_gap');
        const known = new Map(events.map((event) => [event.id, event]));
        for (const event of read) assert.deepEqual(event, known.get(event.id));
        const firstHarm = Math.min(length, ...touched.map(([at]) => at));
        const isWhole = (n: number) => {
          const [start, end] = [ends[n - 1] ?? headEnd, ends[n]!];
          return end <= length && !touched.some(([at]) => at >= start && at < end);
        };
        const whole = events.flatMap((event, n) => (isWhole(n) ? { ...event, end: ends[n]! } : []));
        const got = new Set(ids(read));
        for (const { id, end } of whole) assert.ok(got.has(id), `${id} ends at ${end}, first harm at ${firstHarm}`);
      }),
      { numRuns: 400, interruptAfterTimeLimit: 4000 },
    );
  });

  test('a damaged record is one gap, the same at every reading', () => {
    const { events, ends, bytes, folder, file } = sample();
    bytes[ends[4]! + 40]! ^= 1;
    fs.writeFileSync(file, bytes);
    const read = readAll(folder);
    assert.equal(read.damaged, 1);
    assert.equal(read.events.length, events.length);
    const gap = read.events.find(({ kind }) => kind === 'sys_gap')!;
    assert.deepEqual(gap.detail, { reason: 'journal-damaged', file: path.basename(file), offset: ends[4] });
    assert.deepEqual(
      readAll(folder).events.find(({ kind }) => kind === 'sys_gap'),
      gap,
    );
  });

  test('the torn end of a living writer waits; of a dead one it is dropped without a gap', () => {
    const { events, ends, bytes, folder, file } = sample();
    fs.writeFileSync(file, bytes.subarray(0, ends[9]! + 30));
    assert.deepEqual(ids(readAll(folder).events), ids(events.slice(0, 10)));
    assert.equal(readAll(folder).done, false);
    const head = bytes.toString('latin1', 0, bytes.indexOf(0x0a)).replace(/ \d+ (\d+|-) (\d+)$/, ' 4194305 1 $2\n');
    const dead = Buffer.concat([Buffer.from(head), bytes.subarray(bytes.indexOf(0x0a) + 1, ends[9]! + 30)]);
    fs.writeFileSync(file, dead);
    const read = readAll(folder);
    assert.deepEqual([read.events.length, read.damaged, read.done], [10, 0, true]);
  });

  test('a megabyte of noise is passed over', () => {
    const { events, ends, bytes, folder, file } = sample();
    const noise = Buffer.alloc(1_500_000, 0xff);
    fs.writeFileSync(file, Buffer.concat([bytes.subarray(0, ends[1]), noise, bytes.subarray(ends[1])]));
    const read = readAll(folder);
    assert.deepEqual(ids(read.events.filter(({ kind }) => kind !== 'sys_gap')), ids(events));
    assert.ok(read.damaged >= 1 && read.damaged < 20);
  });
});
