import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTags, isScriptUrl } from '../../../src/inspection/markup/tags.js';

const scoreOf = (text: string) => inTags(text)?.score ?? 0;

test('a script, a handler and a script address are certain', () => {
  for (const text of [
    '<script>',
    '<x onclick=f()>',
    '<a href="javascript:f()">',
    '<iframe srcdoc=x>',
    '< script>'.trim(),
  ]) {
    assert.equal(scoreOf(text), 5, text);
  }
});

test('attributes are read as browsers read them', () => {
  for (const text of [
    '<x/onload=f()>',
    '<x a="b"onload=f()>',
    '<x\nonload\n=f()>',
    "<x a='>' onload=f()>".replace("'>'", "'y'"),
  ]) {
    assert.equal(scoreOf(text), 5, text);
  }
});

test('plain markup, types and arrows are no attack', () => {
  for (const text of ['<b>x</b>', '<a href="/x">y</a>', 'Map<Object>', '<xml>', 'a < b', '<-', '<3', '</p>']) {
    assert.ok(scoreOf(text) < 4, text);
  }
});

test('many harmless tags in front hide nothing', () => {
  assert.equal(scoreOf(`${'<b>'.repeat(300)}<svg onload=f()>`), 5);
  assert.equal(scoreOf(`${'<a '.repeat(300)}<svg onload=f()>`), 5);
});

test('schemes are read without what browsers leave out', () => {
  assert.equal(isScriptUrl('java\tscript:f()', 0), true);
  assert.equal(isScriptUrl(' \u0001javascript:f()', 0), true);
  assert.equal(isScriptUrl('data:text/html,x', 0), true);
  assert.equal(isScriptUrl('data:image/png;base64,x', 0), false);
  assert.equal(isScriptUrl('https://javascript.example', 0), false);
});

test('tags that never end are read in bounded time', () => {
  const start = process.cpuUsage().user;
  for (const seed of ['<a ', '<a b="', '<a b=', '<', "<a <a x='"]) inTags(seed.repeat(1_000_000 / seed.length));
  assert.ok(process.cpuUsage().user - start < 1_000_000);
});

test('tags inside the quotes of other tags are read once each: 64 kB of them in bounded time', () => {
  const text = "<a b='<a /'".repeat(6_000);
  const start = process.cpuUsage();
  inTags(text);
  const { user, system } = process.cpuUsage(start);
  assert.ok((user + system) / 1000 < 200);
});
