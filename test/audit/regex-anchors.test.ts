import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alternativesOf, isSearchByDesign, wholeGroup } from '../../src/audit/regex-anchors.js';

describe('the parts of a pattern', () => {
  it('are its alternatives at the top level', () => {
    assert.deepEqual(alternativesOf('a|b'), ['a', 'b']);
    assert.deepEqual(alternativesOf('^(a|b)$'), ['^(a|b)$']);
    assert.deepEqual(alternativesOf(String.raw`[a|b]\|c`), [String.raw`[a|b]\|c`]);
    assert.deepEqual(alternativesOf('[]|]|x'), ['[]|]', 'x']);
    assert.deepEqual(alternativesOf(''), ['']);
  });

  it('are inside a group that is the whole of it', () => {
    assert.equal(wholeGroup('(a|b)'), 'a|b');
    assert.equal(wholeGroup('(?:a(b)c)'), 'a(b)c');
    for (const pattern of ['(a)(b)', '(?=a)', 'a', '(a', String.raw`(a\)`])
      assert.equal(wholeGroup(pattern), undefined, pattern);
  });

  it('end, whatever the text is', () => {
    for (const pattern of ['[', '(', '\\', ')', '[\\', '((((']) {
      assert.ok(alternativesOf(pattern).length > 0);
      assert.equal(wholeGroup(pattern), undefined);
    }
  });
});

describe('a pattern that is meant to be found anywhere', () => {
  it('is one class, a fixed text, or texts with anything between', () => {
    for (const pattern of [String.raw`\S`, '[A-Z]', '.+', '', String.raw`\{name\}`, String.raw`a[\s\S]*b`, '(?!x)'])
      assert.ok(isSearchByDesign(pattern), pattern);
  });

  it('is not one that says what the text looks like', () => {
    for (const pattern of ['[a-z]{3}', String.raw`\d{4}-\d{2}`, '^[a-z]+$', '^a.*', '(a|b)'])
      assert.ok(!isSearchByDesign(pattern), pattern);
  });
});
