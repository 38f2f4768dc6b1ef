import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

const file = 'portcullis.patches.yaml';
const line = (id: string, expires: string) =>
  `  - { id: ${id}, because: 0123456789abcdef, operation: getOrder, guard: roles, set: { roles: [admin] }, expires: "${expires}" }`;

describe('portcullis patch list', () => {
  it('says that there are none', async () => {
    assert.equal((await project.run('patch', 'list')).stdout, 'no patches\n');
    assert.deepEqual(await project.json('patch', 'list'), []);
  });

  it('shows operation, guard and last day, and that an expired one still denies', async () => {
    project.write(
      file,
      ['version: 1', 'patches:', line('patch-1', '2099-01-01'), line('patch-2', '2020-01-01'), ''].join('\n'),
    );
    const { code, stdout } = await project.run('patch', 'list');
    assert.equal(code, 0);
    assert.match(stdout, /^id +operation +guard +until +finding\n/);
    assert.match(stdout, /^patch-1 {2}getOrder +roles +2099-01-01 +01234567$/m);
    assert.match(stdout, /^patch-2 {2}getOrder +roles +expired 2020-01-01, still denies +01234567$/m);
    const listed = await project.json<readonly { id: string; expired: boolean }[]>('patch', 'list');
    assert.deepEqual(
      listed.map(({ id, expired }) => [id, expired]),
      [
        ['patch-1', false],
        ['patch-2', true],
      ],
    );
  });

  it('names the place of what is wrong in the file', async () => {
    project.write(file, 'version: 1\npatches:\n  - { id: patch-1, opration: getOrder }\n');
    assertRefused(
      await project.run('patch', 'list'),
      /portcullis\.patches\.yaml:3:\d+: /,
      /\[POLICY_INVALID\]/,
      'did you mean "operation"?',
    );
  });
});
