import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { uuidv7 } from '../../src/core/ids.js';
import { numberFields, textFields } from '../../src/store/event-fields.js';
import { accessEvents, accessLine, linesMark } from '../../src/telemetry/access-lines.js';
import { accessFacts, anEvent, noon } from '../store/store-suite.js';

const read = (...lines: readonly string[]) => accessEvents(Buffer.from(linesMark + lines.join('\n')));

test('a call comes back from its line as it was, whatever its texts are, or goes as JSON', () => {
  const text = fc.option(fc.string({ unit: 'binary', maxLength: 12 }), { nil: undefined });
  const facts = fc.record({ api: text, principalId: text, client: text, signals: text, exchangeId: text });
  fc.assert(
    fc.property(facts, fc.nat(), fc.constantFrom(0, 3, -7), (given, number, late) => {
      const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const id = uuidv7(noon);
      const call = anEvent({
        ...accessFacts,
        ...present,
        id,
        time: noon + late,
        status: 200,
        bytesOut: number,
        cost: 0,
      });
      const line = accessLine(call);
      if (line !== undefined) assert.deepEqual(read(line, line), [call, call]);
      else
        assert.ok(
          Object.values(present).some((value) => value === '' || value === '=' || /[\p{Cc}\p{Cs}]/u.test(value!)),
        );
    }),
    { interruptAfterTimeLimit: 2000 },
  );
});

test('every field that an event may have keeps its place', () => {
  const texts = Object.fromEntries(textFields.map((field) => [field, `text of ${field}`]));
  const numbers = Object.fromEntries(numberFields.map((field, n) => [field, n]));
  const call = anEvent({ ...accessFacts, ...texts, ...numbers });
  assert.deepEqual(read(accessLine(call)!), [call]);
});

test('the id of the exchange is not written twice', () => {
  const id = uuidv7(noon);
  const call = anEvent({ ...accessFacts, id, exchangeId: id });
  assert.equal(accessLine(call)!.split(id).length, 2);
  assert.deepEqual(read(accessLine(call)!), [call]);
});

test('what is no allowed call, or says more than a line has room for, has no line', () => {
  for (const more of [
    { kind: 'denial' },
    { outcome: 'denied' },
    { severity: 'low' },
    { detail: {} },
    { id: 'e1' },
  ] as const) {
    assert.equal(accessLine(anEvent({ ...accessFacts, ...more })), undefined);
  }
});

test('a line break or separator in a text cannot make a second call', () => {
  for (const principalId of ['a\nb', 'a\u001fb', '\u0000', '\ud800']) {
    assert.equal(accessLine(anEvent({ ...accessFacts, principalId })), undefined);
  }
});

test('bytes that are no lines of ours are refused', () => {
  const line = accessLine(anEvent(accessFacts))!;
  for (const bad of ['', 'x', `${line}\u001f`, line.slice(1), `${line}\n`]) assert.equal(read(bad), undefined, bad);
});
