import assert from 'node:assert/strict';
import { test } from 'node:test';
import { braceExpansion, readCommand } from '../../src/inspection/shell-line.js';

test('a command has a name, a kind and what it is told', () => {
  const command = readCommand('; cat /etc/passwd', 1)!;
  assert.equal(command.name, 'cat');
  assert.equal(command.kind, 'asking');
  assert.equal(command.hasArgument, true);
  assert.equal(command.isSensitive, true);
});

test('what starts a command is not the command', () => {
  assert.equal(readCommand('sudo nohup wget x.example', 0)?.name, 'wget');
  assert.equal(readCommand('time flies', 0)?.name, 'time');
});

test('brackets, braces and empty variables may stand before it', () => {
  for (const text of ['(id)', '{cat,/etc/passwd}', '$u id', '!id', '@id']) assert.ok(readCommand(text, 0), text);
});

test('versions belong to the name', () => assert.equal(readCommand('python3.11 x', 0)?.kind, 'command'));

test('a form writes blanks as plus', () => assert.equal(readCommand('getent+hosts+x', 0)?.hasArgument, true));

test('tools of developers and words of a language are told apart from other commands', () => {
  assert.equal(readCommand('npm install', 0)?.kind, 'tool');
  assert.equal(readCommand('find time', 0)?.kind, 'word');
  assert.equal(readCommand('wget x', 0)?.kind, 'command');
});

test('a word of a sentence is no argument', () => {
  assert.equal(readCommand('find time', 0)?.hasArgument, false);
  assert.equal(readCommand('find / -name x', 0)?.hasArgument, true);
});

test('other words are no commands', () => {
  for (const text of ['hello world', '', ';', 'e^x', '123']) assert.equal(readCommand(text, 0), undefined, text);
});

test('braces that make a command are told from lists', () => {
  assert.equal(braceExpansion('{l,-la}s'), 'ls');
  assert.equal(braceExpansion('{,ifconfig}'), 'ifconfig');
  assert.equal(braceExpansion('c{a,oun}t'), 'cat');
  for (const text of ['{a,b}', '*.{js,ts}', '{id}', '{x,y}/z']) assert.equal(braceExpansion(text), undefined, text);
});
