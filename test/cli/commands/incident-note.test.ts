import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
before(() => project.run('incident', 'open', '--title', 'Leaked key'));
after(() => project.close());

describe('portcullis incident note', () => {
  it('adds a line at the time when it happened, whatever is in it', async () => {
    const text = 'Called \u001B[31mBob\u001B[0m, then wrote';
    assert.equal((await project.run('incident', 'note', '1', text, '--at', '2026-11-20T08:00Z')).code, 0);
    const { stdout } = await project.run('incident', 'show', '1');
    const lines = stdout.split('\n').filter((line) => /^ {2}20\d\d-/.test(line));
    assert.match(lines[0]!, /^ {2}2026-11-20 08:00 .*Called .*Bob/);
    assert.ok(!stdout.includes('\u001B'), 'no control character of a note reaches the terminal');
  });

  it('needs an incident and a time that can be read', async () => {
    assertRefused(await project.run('incident', 'note', '9', 'x'), /there is no incident 9/);
    assertRefused(await project.run('incident', 'note', '1', 'x', '--at', 'noon'), /--at does not take "noon"/);
  });
});
