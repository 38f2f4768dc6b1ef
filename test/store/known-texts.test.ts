import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KnownTexts } from '../../src/store/known-texts.js';

const listOf = (texts: readonly (string | null)[]) => new KnownTexts(Buffer.from(JSON.stringify(texts)));

const odd: readonly (string | null)[] = [
  'a',
  null,
  '',
  'a,"b",c',
  '"a"',
  '\\',
  'a\\',
  '\\"',
  '","',
  'null',
  '[',
  ']',
  'é"ü',
  '\u2028\ud83d\ude00',
  '\u0000\n',
  'b',
  ',',
];

describe('a list of texts', () => {
  test('finds each of its texts at its place, whatever they hold, and gives it back', () => {
    for (const [place, text] of odd.entries()) {
      assert.equal(listOf(odd).indexOf(text), place, JSON.stringify(text));
      assert.equal(listOf(odd).at(place), text);
    }
  });

  test('does not find what is only inside of another text, or not there', () => {
    for (const text of ['c', 'b,', '",', 'ü', 'x', '"', 'a"', '\\\\'])
      assert.equal(listOf(odd).indexOf(text), -1, text);
    assert.equal(listOf([]).indexOf('a'), -1);
    assert.equal(listOf(['a']).indexOf(null), -1);
  });

  test('has nothing beyond its last place, also when it was read whole', () => {
    const list = listOf(odd);
    for (let n = 0; n < 20; n += 1) {
      assert.equal(list.at(odd.length), undefined);
      assert.equal(list.at(odd.length - 1), ',');
      assert.equal(list.indexOf('b'), odd.indexOf('b'));
    }
    assert.equal(listOf([]).at(0), undefined);
  });

  test('says the same as the list itself for many random texts', () => {
    const parts = ['"', '\\', ',', '[', ']', 'n', 'null', 'é', '\n', ' '];
    let state = 1;
    const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 300; round += 1) {
      const texts = new Set(
        Array.from({ length: next(12) }, () => Array.from({ length: next(5) }, () => parts[next(10)]).join('')),
      );
      const all = [...texts];
      for (const [place, text] of all.entries()) {
        assert.equal(listOf(all).indexOf(text), place, JSON.stringify(all));
        assert.equal(listOf(all).at(place), text, JSON.stringify(all));
      }
      const other = parts[next(10)]! + parts[next(10)]!;
      assert.equal(listOf(all).indexOf(other), all.indexOf(other), JSON.stringify([all, other]));
    }
  });

  test('that is no JSON throws when it is looked at', () => {
    assert.throws(() => new KnownTexts(Buffer.from('["a\\x"]')).at(0), SyntaxError);
    assert.throws(() => new KnownTexts(Buffer.from('[oops]')).at(0), SyntaxError);
  });
});
