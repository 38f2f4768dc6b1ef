import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classesOf } from '../../../src/inspection/characters.js';
import { scriptCode } from '../../../src/inspection/markup/scripts.js';

const scoreOf = (text: string) => scriptCode(text, classesOf(text))?.score ?? 0;

test('a call behind the first quote breaks out, behind the second it follows a string', () => {
  assert.ok(scoreOf("';alert(1)//") >= 4);
  assert.ok(scoreOf("f('x');open(1)") < 4);
});

test('a handler needs an attribute to break out of, or a name that browsers know', () => {
  assert.equal(scoreOf('" onanything=f()'), 5);
  assert.ok(scoreOf('x onerror=f()') >= 4);
  assert.ok(scoreOf('once =5') < 4);
});

test('what sentences speak of is noted and not denied', () => {
  assert.equal(scoreOf('read what is in document.cookie there'), 3);
  assert.equal(scoreOf('document.cookie'), 4);
});

test('a template string that calls is told from a back-tick that closes', () => {
  assert.ok(scoreOf('[].map.call`${x}`') >= 4);
  assert.ok(scoreOf('use `x.call` or `y.bind`') < 4);
});

test('comments hide nothing', () => assert.ok(scoreOf('document/*x*/./*y*/cookie') >= 4));
