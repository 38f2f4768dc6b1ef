import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, nowhere, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis policy check', { concurrency: 2 }, () => {
  it('says what the policy comes to, the verdict last', async () => {
    const { code, stdout } = await project.run('policy', 'check');
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^orchard: Orchard, openapi-3\\.1, 40 operations -> ${nowhere}$`, 'm'));
    assert.match(stdout, /\nthe policy is sound, digest [0-9a-f]{12}\n$/);
  });

  it('has the same as JSON', async () => {
    const shown = await project.json<{ digest: string; patches: number; apis: { name: string; operations: number }[] }>(
      'policy',
      'check',
    );
    assert.match(shown.digest, /^[0-9a-f]{64}$/);
    assert.equal(shown.patches, 0);
    assert.deepEqual(
      shown.apis.map(({ name, operations }) => [name, operations]),
      [['orchard', 40]],
    );
  });

  it('finds the policy in a folder above, and takes another with --policy', async () => {
    project.write('deep/er/note.txt', '');
    const other = project.read('portcullis.yaml').replace('contract: openapi.yaml', 'contract: ../openapi.yaml');
    project.write('staging/policy.yaml', other);
    const { code, stdout } = await project.run('policy', 'check', '--policy', 'staging/policy.yaml');
    // A contract outside the policy's folder is a matter of the policy; either way the file that was named is read.
    assert.equal(code, 0, stdout);
  });

  it('lists patches with their last day', async () => {
    const patch = [
      'version: 1',
      'patches:',
      '  - { id: patch-1, because: 0123456789abcdef, operation: getOrder, guard: roles, set: { roles: [admin] }, expires: "2099-01-01" }',
    ];
    project.write('patched/portcullis.yaml', project.read('portcullis.yaml'));
    project.write('patched/openapi.yaml', project.read('openapi.yaml'));
    project.write('patched/portcullis.patches.yaml', patch.join('\n'));
    const { stdout, stderr } = await project.run('policy', 'check', '--policy', 'patched/portcullis.yaml');
    assert.match(stdout, /^patch patch-1: roles at getOrder, until 2099-01-01$/m, stderr);
  });

  it('refuses a policy that is not there', async () => {
    assertRefused(
      await project.run('policy', 'check', '--policy', 'no.yaml'),
      /no\.yaml does not exist \[FILE_UNREADABLE\]/,
    );
  });
});
