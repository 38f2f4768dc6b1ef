import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compilePattern } from '../../src/model/safe-pattern.js';
import { hasValueShape, valueShapeFor } from '../../src/patching/value-shapes.js';

const accepts = (checkId: string, legitimate: string) => {
  const shape = valueShapeFor(checkId, [legitimate])!;
  const matches = compilePattern(shape.pattern);
  return (text: string) => text.length <= shape.maxLength && matches.test(text);
};

it('a name of a file goes on working, in one folder or in several', () => {
  const plain = accepts('path-traversal', 'guide.txt');
  for (const name of ['guide.txt', 'Übersicht 2026.pdf', 'a_b-c.tar.gz', "O'Brien (1).doc"])
    assert.ok(plain(name), name);
  const nested = accepts('file-write-outside', 'docs/guide.txt');
  for (const name of ['docs/guide.txt', 'a/b/c.txt']) assert.ok(nested(name), name);
});

it('no way up, no absolute path and no separator behind an encoding is a name of a file', () => {
  const hostile = [
    '../x',
    '..',
    'a/../x',
    'a/..',
    '/etc/passwd',
    '..\\x',
    'a\\x',
    '....//x',
    '%2e%2e/x',
    'a/%2e',
    '.ssh',
    'a\0b',
    'C:x',
    '\uff0e\uff0e/x',
    'a//b',
    'a/.b',
  ];
  for (const allowed of ['guide.txt', 'docs/guide.txt']) {
    const isName = accepts('path-traversal', allowed);
    for (const name of hostile) assert.ok(!isName(name), name);
  }
});

it('a part of a command line has nothing that a shell or a program reads as more', () => {
  const isHost = accepts('command-injection', 'apple.example');
  for (const host of ['apple.example', '10.0.0.1', 'a-b.example:80', 'user@host']) assert.ok(isHost(host), host);
  const hostile = [
    'a;id',
    'a|id',
    'a&id',
    'a&&id',
    '$(id)',
    '`id`',
    'a\nid',
    'a id',
    '-oProxy',
    'a -x',
    '--help',
    'a>b',
    "a'b",
    'a"b',
    'a\\b',
    'a*',
    'a=b',
    '',
  ];
  for (const text of hostile) assert.ok(!isHost(text), text);
  const isWords = accepts('command-injection', 'red apple');
  assert.ok(isWords('green pear'));
  for (const text of ['a -x', 'a --x', 'a; b', 'a & b', ' a']) assert.ok(!isWords(text), text);
});

it('a text that may hold an object is too short for one', () => {
  const isState = accepts('unsafe-deserialisation', 'dark');
  assert.ok(isState('light.2'));
  for (const text of [
    '{"a":1}',
    '!!js/function x',
    'Y3VybGxpYi5yZXF1ZXN0CnVybG9wZW4K',
    'O:8:"x"',
    '<a/>',
    '--- !ruby',
    'cos\nsystem',
  ])
    assert.ok(!isState(text), text);
});

it('legitimate values that look like the attack have no shape', () => {
  assert.equal(valueShapeFor('unsafe-deserialisation', ['{"seen":1}']), undefined);
  assert.equal(valueShapeFor('command-injection', ['a; b']), undefined);
  assert.equal(valueShapeFor('path-traversal', ['../shared/guide.txt']), undefined);
  assert.deepEqual([hasValueShape('path-traversal'), hasValueShape('sql-injection-error')], [true, false]);
});
