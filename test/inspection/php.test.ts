import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classesOf } from '../../src/inspection/characters.js';
import { phpCode } from '../../src/inspection/php.js';

const scoreOf = (text: string) => phpCode(text, classesOf(text))?.score ?? 0;

test('tags of PHP are certain', () => assert.equal(scoreOf('a<?php x'), 5));

test('a call is one whatever stands between name and bracket', () => {
  for (const text of ['phpinfo()', 'phpinfo ()', 'phpinfo/*x*/()', 'PHPINFO\n()', 'xx call_user_func("a")']) {
    assert.equal(scoreOf(text), 4, text);
  }
});

test('a method, and a function that a sentence names, is no call', () => {
  assert.equal(scoreOf('a.system("x")') >= 4, false);
  assert.equal(scoreOf('the function base64_decode() is what you look for') >= 4, false);
});

test('names of files and labels are no calls', () => {
  for (const text of ['copy (2)', 'file (1)', 'mail (work)', 'system (default)']) assert.ok(scoreOf(text) < 4, text);
});

test('names that are put together are read', () => {
  for (const text of ['("sys"."tem")("id")', '[system][0]("id")', '(string)"exec"("id")', '$f(1)', "${'a'}(1)"]) {
    assert.ok(scoreOf(text) >= 4, text);
  }
});

test('templates and other languages are left alone', () => {
  for (const text of ['${name}', '$http(x)', '$scope.$apply()', '`${x}`', '$5 (off)'])
    assert.ok(scoreOf(text) < 4, text);
});
