import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderVerdicts } from '../../src/gateway/header-verdicts.js';

test('a verdict is the same when it is asked for again', () => {
  const verdicts = new HeaderVerdicts();
  for (let i = 0; i < 3; i++) {
    assert.equal(verdicts.inspect('() { :;}; id', 'name', 'user-agent')?.family, 'shellshock');
    assert.equal(verdicts.inspect('Mozilla/5.0 (X11)', 'name', 'user-agent'), undefined);
  }
});

test('the same text under another name or of another kind has its own verdict', () => {
  const verdicts = new HeaderVerdicts();
  assert.equal(verdicts.inspect('shell.php', 'name', 'x-tag'), undefined);
  assert.equal(verdicts.inspect('shell.php', 'name', 'x-file-name')?.family, 'upload');
  assert.equal(verdicts.inspect('shell.php', 'filename', 'x-tag2'), undefined);
});

test('ten thousand different values change no verdict', () => {
  const verdicts = new HeaderVerdicts();
  for (let i = 0; i < 10_000; i++) assert.equal(verdicts.inspect(`agent/${i}`, 'name', 'user-agent'), undefined);
  assert.equal(verdicts.inspect('sqlmap/1.8', 'name', 'user-agent')?.family, 'scanner');
});
