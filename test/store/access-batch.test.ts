import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { SecurityEvent } from '../../src/core/events.js';
import { uuidv7 } from '../../src/core/ids.js';
import { makeAccessBatch } from '../../src/store/access-batch.js';
import { AccessColumns } from '../../src/store/access-columns.js';
import { failureName, summaryName } from '../../src/store/access-format.js';
import { idBytes } from '../../src/store/event-id.js';
import { mayHaveName } from '../../src/store/name-filter.js';
import { accessFacts, anEvent, noon } from './store-suite.js';

const text = fc.option(fc.string({ unit: 'binary', maxLength: 20 }), { nil: undefined });
const number = fc.option(fc.oneof(fc.nat(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })), {
  nil: undefined,
});

/** Allowed calls with everything that an event may have. */
const call = fc
  .record({
    time: fc.constantFrom(0, 1, -5000, 2 ** 40),
    exchangeId: fc.option(fc.constantFrom('same', '=', 'other', ''), { nil: undefined }),
    severity: fc.constantFrom('info', 'high'),
    api: text,
    operationId: text,
    principalId: text,
    client: text,
    guard: text,
    agent: text,
    signals: text,
    status: number,
    micros: number,
    bytesIn: number,
    bytesOut: number,
    objectNumber: number,
    detail: fc.option(fc.constant({ a: [1, null], b: '\u2028' }), { nil: undefined }),
  })
  .map(({ time, exchangeId, ...facts }) => {
    const id = uuidv7(noon);
    const given = { ...facts, exchangeId: exchangeId === 'same' ? id : exchangeId };
    const present = Object.entries(given).filter(([, value]) => value !== undefined && !Object.is(value, -0));
    return { ...accessFacts, ...Object.fromEntries(present), id, time: noon + time } as unknown as SecurityEvent;
  });

const sorted = (events: readonly SecurityEvent[]) => [...events].sort((a, b) => (a.id < b.id ? -1 : 1));
const eventsOf = (columns: AccessColumns) => Array.from({ length: columns.count }, (_, n) => columns.event(n));

test('calls come back from a batch as they went in', () => {
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 30 }), (calls) => {
      const events = sorted(calls);
      const { record, count, firstId, lastId } = makeAccessBatch(events);
      assert.deepEqual(eventsOf(new AccessColumns(record)), events);
      assert.deepEqual([count, firstId, lastId], [events.length, events[0]!.id, events.at(-1)!.id]);
    }),
    { interruptAfterTimeLimit: 3000 },
  );
});

describe('what is told without reading a batch', () => {
  const events = sorted([
    anEvent({ ...accessFacts, operationId: 'list', principalId: 'ann', status: 200, micros: 7 }),
    anEvent({ ...accessFacts, operationId: 'get', status: 503, micros: 900 }),
    anEvent({ ...accessFacts, exchangeId: 'own' }),
  ]);
  const batch = makeAccessBatch(events);

  test('names, failures of operations, status classes, the longest time, exchanges with an id of their own', () => {
    for (const name of [summaryName('operationId', 'list'), summaryName('principalId', 'ann'), failureName(5, 'get')]) {
      assert.ok(mayHaveName(batch.names, name), name);
    }
    assert.deepEqual([batch.statusClasses, batch.maxMicros, batch.ownExchange], [0b100101, 900, true]);
    assert.equal(makeAccessBatch(events.map((event) => ({ ...event, exchangeId: event.id }))).ownExchange, false);
  });

  test('of 2,000 names that are not there few pass', () => {
    const passed = Array.from({ length: 2000 }, (_, n) => mayHaveName(batch.names, `principalId other-${n}`));
    assert.ok(passed.filter(Boolean).length < 100);
  });
});

test('the place of an id is found', () => {
  const events = sorted(Array.from({ length: 100 }, () => anEvent(accessFacts)));
  const columns = new AccessColumns(makeAccessBatch(events).record);
  for (const [n, { id }] of events.entries()) assert.equal(columns.before(idBytes(id)), n);
});

test('what is damaged is refused as such, wherever it is', () => {
  const { record } = makeAccessBatch(sorted(Array.from({ length: 50 }, () => anEvent({ ...accessFacts, api: 'x' }))));
  const read = (bytes: Uint8Array) => {
    try {
      eventsOf(new AccessColumns(bytes));
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'STORE_CORRUPT');
    }
  };
  for (let at = 0; at < record.length; at += 1) {
    read(record.subarray(0, at));
    const flipped = Buffer.from(record);
    flipped[at]! ^= 0x55;
    read(flipped);
  }
});
