import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leavesOfJsonText } from '../../src/inspection/nested-json.js';

test('names and strings of JSON text are found at any depth', () => {
  const leaves = leavesOfJsonText('{"a":"b","c":[{"d":"e"}],"f":1}');
  assert.deepEqual(
    new Set(leaves.filter(({ isName }) => isName).map(({ text }) => text)),
    new Set(['a', 'c', 'd', 'f']),
  );
  assert.deepEqual(new Set(leaves.filter(({ isName }) => !isName).map(({ text }) => text)), new Set(['b', 'e']));
});

test('what is no JSON object or list has no leaves', () => {
  for (const text of ['', 'a', '"a"', '{', '{a:1}', '[', '1', 'null', '{"a":}']) {
    assert.deepEqual(leavesOfJsonText(text), [], text);
  }
});

test('a megabyte of brackets costs nothing, and deep nesting is walked without recursion', () => {
  assert.deepEqual(leavesOfJsonText('['.repeat(1_000_000)), []);
  assert.deepEqual(leavesOfJsonText('['.repeat(5_000) + ']'.repeat(5_000)), []);
});

test('at most 200 leaves are looked at', () => {
  assert.ok(leavesOfJsonText(JSON.stringify(Array.from({ length: 5_000 }, () => 'a'))).length <= 201);
});
