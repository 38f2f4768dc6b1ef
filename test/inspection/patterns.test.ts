import assert from 'node:assert/strict';
import { test } from 'node:test';
import { has } from '../../src/inspection/characters.js';
import { definePatterns, worstMatch } from '../../src/inspection/patterns.js';

const patterns = definePatterns([
  { pattern: /a/, score: 2, reason: 'an a' },
  { pattern: /b/, score: 4, reason: 'a b', needs: has.quote | has.lower },
  { pattern: /c/, score: 4, reason: 'a c' },
]);

test('the worst match counts, the first of those that are alike', () => {
  assert.deepEqual(worstMatch('abc', patterns), { score: 4, offset: 1, length: 1, reason: 'a b' });
  assert.equal(worstMatch('ac', patterns)?.reason, 'a c');
  assert.equal(worstMatch('a', patterns)?.score, 2);
  assert.equal(worstMatch('x', patterns), undefined);
});

test('a pattern is not asked about a text that lacks one of its classes', () => {
  assert.equal(worstMatch('b', patterns, has.lower), undefined);
  assert.equal(worstMatch('b', patterns, has.lower | has.quote)?.score, 4);
});

test('a pattern that needs one of some classes is asked about a text with any of them', () => {
  const either = definePatterns([{ pattern: /b/, score: 4, reason: 'a b', needsOne: has.dot | has.paren }]);
  assert.equal(worstMatch('b', either, has.lower), undefined);
  assert.equal(worstMatch('b', either, has.lower | has.paren)?.score, 4);
});
