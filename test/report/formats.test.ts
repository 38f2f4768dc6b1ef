import assert from 'node:assert/strict';
import { it } from 'node:test';
import { formats } from '../../src/report/formats.js';
import { findingOf, plain, runOf } from './run-of.js';

it('every format has a media type and an extension, and ends its text with a line end', () => {
  assert.deepEqual([...formats.ids].sort(), formats.ids);
  for (const format of formats) {
    assert.match(format.mediaType, /^[a-z]+\/[a-z+-]+$/);
    assert.match(format.extension, /^[a-z]+$/);
    for (const findings of [[], [findingOf()]]) assert.match(format.render(runOf(findings), plain), /[^\n]\n$/);
  }
});
