import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classesOf, has, isBlankCode, isWordCode, plain } from '../../src/inspection/characters.js';

test('the classes of a text are the union of those of its characters', () => {
  assert.equal(classesOf(''), 0);
  assert.equal(classesOf('aB1 '), has.lower | has.upper | has.digit | has.blank);
  assert.equal(classesOf("'"), has.quote);
  assert.equal(classesOf('<a>'), has.angle | has.lower);
  assert.equal(classesOf('ä'), has.nonAscii);
  assert.equal(classesOf('\u0000'), has.control);
  assert.equal(classesOf('\n'), has.lineBreak);
});

test('every class is one bit of its own', () => {
  const bits = Object.values(has);
  assert.equal(new Set(bits).size, bits.length);
  for (const bit of bits) assert.equal(bit & (bit - 1), 0);
});

test('names, numbers, dates and mail addresses are plain; what attacks are made of is not', () => {
  for (const text of ['Ashton Hansen', '2026-01-01T10:00:00Z', 'a.b@example.com', '12,5', 'snake_case', 'kebab-case']) {
    assert.equal(classesOf(text) & ~plain, 0, text);
  }
  for (const character of '\'"`<>(){}[]$;|&\\%*/#=!+\n\u0000é') {
    assert.notEqual(classesOf(character) & ~plain, 0, character);
  }
});

test('blanks and letters are told apart', () => {
  for (const character of ' \t\n\r\f\v\u00a0') assert.equal(isBlankCode(character.charCodeAt(0)), true);
  for (const character of 'aZ0_é') assert.equal(isWordCode(character.charCodeAt(0)), true);
  for (const character of "a-'") assert.equal(isBlankCode(character.charCodeAt(0)), false);
  for (const character of "-' (") assert.equal(isWordCode(character.charCodeAt(0)), false);
});
