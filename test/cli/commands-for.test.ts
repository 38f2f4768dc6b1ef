import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandsFor } from '../../src/cli/commands-for.js';
import { commands } from '../../src/cli/commands.js';

const idsFor = async (...argv: readonly string[]) => (await commandsFor(argv)).map(({ id }) => id);

describe('The commands that are loaded for a command line', () => {
  it('are the one that is named, or its group', async () => {
    assert.deepEqual(await idsFor('audit', 'openapi.yaml'), ['audit']);
    assert.deepEqual(
      await idsFor('keys', 'list'),
      commands.ids.filter((id) => id.startsWith('keys-')),
    );
    assert.deepEqual((await idsFor('patch', 'list')).sort(), ['patch', 'patch-drop', 'patch-list']);
  });

  it('are all where none is named, so that help and suggestions know them', async () => {
    for (const argv of [[], ['--help'], ['adit'], ['help', 'audit'], ['--version']])
      assert.deepEqual(await idsFor(...argv), commands.ids, argv.join(' '));
  });

  it('are found by their words: an id is its words', () => {
    for (const { id, words } of commands) assert.equal(words.join('-'), id);
  });
});
