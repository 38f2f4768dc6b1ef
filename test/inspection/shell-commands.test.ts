import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commandKind,
  commands,
  tools,
  wordCommands,
  askingCommands,
  startingCommands,
} from '../../src/inspection/shell-commands.js';

test('a name has one kind, the most telling one', () => {
  assert.equal(commandKind('whoami'), 'asking');
  assert.equal(commandKind('wget'), 'command');
  assert.equal(commandKind('gcc-12'), 'command');
  assert.equal(commandKind('find'), 'word');
  assert.equal(commandKind('hello'), undefined);
  assert.equal(commandKind('find3'), undefined);
});

test('every tool and every command that starts others is a command', () => {
  const known = (name: string) => commandKind(name) !== undefined;
  assert.deepEqual(
    [...tools].filter((name) => !known(name)),
    [],
  );
  assert.deepEqual(
    [...startingCommands].filter((name) => !known(name)),
    [],
  );
});

test('no set holds an empty name', () => {
  for (const names of [commands, tools, wordCommands, askingCommands]) assert.equal(names.has(''), false);
});
