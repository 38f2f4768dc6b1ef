import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { uuidv7 } from '../../src/core/ids.js';
import { idBytes, idText, idTime, isUuid, lowestId } from '../../src/store/event-id.js';

test('an id survives its 16 bytes, and its time can be read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (time) => {
      const id = uuidv7(time);
      assert.equal(idText(idBytes(id)), id);
      assert.equal(idTime(id), time);
      assert.ok(Buffer.compare(lowestId(time), idBytes(id)) <= 0);
      assert.ok(Buffer.compare(lowestId(time - 1), idBytes(id)) < 0);
      assert.ok(time === 2 ** 48 - 1 || Buffer.compare(lowestId(time + 1), idBytes(id)) > 0);
    }),
  );
});

test('what is no UUID in lower case is refused', () => {
  for (const id of [
    '',
    'e1',
    uuidv7().toUpperCase().replace(/\d/g, 'A'),
    `${uuidv7()}0`,
    uuidv7().replaceAll('-', ''),
  ]) {
    assert.equal(isUuid(id), false);
    assert.throws(() => idBytes(id), { code: 'INTERNAL' });
  }
});
