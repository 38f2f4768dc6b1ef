import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

const file = 'portcullis.patches.yaml';
const line = (id: string, because: string) =>
  `  - { id: ${id}, because: ${because}, operation: getOrder, guard: roles, set: { roles: [admin] }, expires: "2099-01-01" }`;

beforeEach(() =>
  project.write(
    file,
    ['version: 1', 'patches:', line('patch-1', '0123456789abcdef'), line('patch-2', '01ffffffffffffff'), ''].join('\n'),
  ),
);

const left = async () => (await project.json<readonly { id: string }[]>('patch', 'list')).map(({ id }) => id);

describe('portcullis patch drop', () => {
  it('takes one patch out of force, by its id or the start of its finding', async () => {
    const { code, stdout } = await project.run('patch', 'drop', 'patch-1');
    assert.equal(code, 0);
    assert.equal(stdout, 'patch-1 is out of force\n');
    assert.deepEqual(await left(), ['patch-2']);
    assert.equal((await project.run('patch', 'drop', '01ff')).code, 0);
    assert.deepEqual(await left(), []);
  });

  it('has the patch as JSON, and is in the event log', async () => {
    const shown = await project.json<{ patch: { id: string }; gateway: null }>('patch', 'drop', 'patch-2');
    assert.deepEqual([shown.patch.id, shown.gateway], ['patch-2', null]);
    const [event] = await project.json<readonly { detail: { patch: string } }[]>('events', '--kind', 'patch_dropped');
    assert.equal(event?.detail.patch, 'patch-2');
  });

  it('drops nothing when the name could mean two, or none', async () => {
    const before = project.read(file);
    assertRefused(await project.run('patch', 'drop', '01'), /More than one patch/, 'patch-1, patch-2');
    assertRefused(await project.run('patch', 'drop', ''), /There is no patch ""/);
    assertRefused(
      await project.run('patch', 'drop', 'patch-9'),
      'There is no patch "patch-9"',
      'patch list shows the 2',
    );
    assert.equal(project.read(file), before);
  });
});
