import assert from 'node:assert/strict';
import { it } from 'node:test';
import { formatPlace } from '../../src/core/place.js';

it('a place reads as file:line:column, whatever its end is', () => {
  assert.equal(formatPlace({ file: 'a/b.yaml', line: 12, column: 3 }), 'a/b.yaml:12:3');
  assert.equal(formatPlace({ file: 'b.yaml', line: 1, column: 1, endLine: 4, endColumn: 2 }), 'b.yaml:1:1');
});
