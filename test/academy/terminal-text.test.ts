import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terminalText } from '../../src/academy/terminal-text.js';
import { allLessons } from '../../src/app/learn-files.js';

const style = { width: 60, color: false };

test('paragraphs and lists are wrapped, code is indented and stays as it is', () => {
  const long = 'word '.repeat(30).trim();
  const code = `curl ${'x'.repeat(80)}`;
  const text = terminalText(`## Head\n\n${long}\n\n- ${long}\n\n\`\`\`sh\n${code}\n\`\`\``, style);
  const lines = text.split('\n');
  assert.equal(lines[0], 'Head');
  assert.ok(lines.includes(`    ${code}`));
  for (const line of lines.filter((each) => !each.includes('curl'))) assert.ok(line.length <= 60, line);
  assert.match(text, /^- word/m);
  assert.match(text, /^ {2}word/m, 'further lines of an item are below its text');
});

test('no lesson has markup left in it, and prose fits 80 columns', () => {
  for (const { id, text } of allLessons()) {
    const shown = terminalText(text, { width: 80, color: false });
    assert.doesNotMatch(shown, /\*\*|^#|```/m, id);
    for (const line of shown.split('\n')) assert.ok(line.length <= 80 || line.startsWith('    '), `${id}: ${line}`);
  }
});

test('colours are there only when they are wanted, and what a text holds commands no terminal', () => {
  assert.equal(terminalText('## Head', { width: 60, color: true }), '\u001B[1mHead\u001B[0m');
  assert.ok(!terminalText('a \u001B[2J b', style).includes('\u001B'));
});
