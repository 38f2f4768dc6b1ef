import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commandName,
  isGlobbedCommand,
  isSensitiveGlob,
  shellWord,
  skipShellBlanks,
} from '../../src/inspection/shell.js';

const words: readonly [text: string, word: string, isDisguised: boolean][] = [
  ['cat x', 'cat', false],
  ["c''at x", 'cat', true],
  ['c"a"t', 'cat', true],
  ['c\\at', 'cat', true],
  ['w$@hoami', 'whoami', true],
  ['c^md', 'cmd', true],
  ['cat${IFS}x', 'cat', false],
  ['cat$(x)', 'cat', false],
  ['CAT;x', 'cat', false],
  ['/bin/c?t', '/bin/c?t', true],
  ['c:\\windows\\x', 'c:\\windows\\x', false],
  ["'cat' x", 'cat', false],
];
for (const [text, word, isDisguised] of words) {
  test(`a shell reads ${text} as ${word}`, () => {
    const read = shellWord(text, 0);
    assert.deepEqual({ word: read?.text, isDisguised: read?.isDisguised }, { word, isDisguised });
  });
}

test('there is no word at a separator', () => {
  assert.equal(shellWord(';x', 0), undefined);
  assert.equal(shellWord('', 0), undefined);
});

test('a word ends where the shell ends it', () => assert.equal(shellWord('cat|x', 0)?.end, 3));

test('blanks of the shell are skipped', () => {
  assert.equal(skipShellBlanks(' ${IFS}x', 0), 7);
  assert.equal(skipShellBlanks('$IFS$9x', 0), 6);
  assert.equal(skipShellBlanks('x', 0), 0);
});

test('a command is named without its folder and ending', () => {
  assert.deepEqual(commandName('/usr/bin/id'), { name: 'id', hasFolder: true });
  assert.deepEqual(commandName('c:\\windows\\system32\\cmd.exe'), { name: 'cmd', hasFolder: true });
  assert.deepEqual(commandName('id'), { name: 'id', hasFolder: false });
});

test('globs of folders of commands are told from globs of other paths', () => {
  for (const word of ['/b?n/cat', '/???/??t', '/bin/c?t'].slice(0, 2)) assert.equal(isGlobbedCommand(word), true, word);
  for (const word of ['/v1/*', 'src/*', '/api/[id]', '/[a-z]{2}/ig']) assert.equal(isGlobbedCommand(word), false, word);
});

test('paths of the system with characters to fill in are seen', () => {
  for (const path of ['/etc/pas[s]wd', '/e?c/p?sswd', '/etc/passw?']) assert.equal(isSensitiveGlob(path), true, path);
  for (const path of ['/etc/passwd', '/v1/users/*/x', 'src/**/*.ts', '/a b/?'])
    assert.equal(isSensitiveGlob(path), false, path);
});

test('blanks and expansions are read only so far, so that what starts behind every separator stays cheap', () => {
  assert.ok(skipShellBlanks(' '.repeat(5_000), 0) <= 200);
  assert.ok(skipShellBlanks('${IFS}'.repeat(5_000), 0) <= 206);
  assert.ok(shellWord('$@'.repeat(5_000), 0)!.end <= 320);
});
