import assert from 'node:assert/strict';
import { test } from 'node:test';
import { denialCodes } from '../../src/core/denials.js';
import { guards } from '../../src/gateway/guards.js';
import { denialsOfAll, denialsOfGuard, errorTexts } from '../../src/portal/error-texts.js';

test('every guard says what it may answer, and nothing else does', () => {
  assert.deepEqual(Object.keys(denialsOfGuard).sort(), [...guards].map(({ id }) => id).sort());
});

test('every answer of the gateway has a page that an operation leads to', () => {
  const reached = new Set([...Object.values(denialsOfGuard).flat(), ...denialsOfAll]);
  assert.deepEqual([...reached].sort(), Object.keys(denialCodes).sort());
});

test('texts for callers do not tell how the API is built', () => {
  for (const { cause, fix } of Object.values(errorTexts))
    assert.doesNotMatch(`${cause} ${fix}`, /portcullis|policy|CEL|guard|upstream|detection/i);
});
