import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { PolicyPatch } from '../../src/core/finding.js';
import { foldPatches, loadPatches, patchesText, writePatches } from '../../src/model/patches-file.js';
import { errorsOf, modelFrom } from './policy-cases.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-patches-'));
after(() => fs.rmSync(folder, { recursive: true }));

const patch = (id: string, set: PolicyPatch['set']): PolicyPatch => ({
  id,
  because: 'abc123',
  operation: 'createOrder',
  guard: 'roles',
  set,
  expires: '2027-02-01',
});
const patches = [
  patch('p1', { roles: ['admin'], when: 'a' }),
  { ...patch('p2', { when: 'b', scopes: ['x'] }), owner: 'Ada' },
];

describe('the patches file', () => {
  test('comes back as it was written', () => {
    const file = path.join(folder, 'a.yaml');
    writePatches(file, patches);
    assert.deepEqual(loadPatches(file), patches);
    assert.match(fs.readFileSync(file, 'utf8'), /^# Virtual patches of Portcullis/);
  });

  test('leaves nothing else in the folder, and replaces the old one', () => {
    const own = fs.mkdtempSync(path.join(folder, 'own-'));
    const file = path.join(own, 'b.yaml');
    writePatches(file, patches);
    writePatches(file, []);
    assert.deepEqual([fs.readdirSync(own), loadPatches(file)], [['b.yaml'], []]);
  });

  test('has no patches where there is none', () => assert.deepEqual(loadPatches(path.join(folder, 'none.yaml')), []));

  test('is not written with a patch that could not be read again', () => {
    const file = path.join(folder, 'c.yaml');
    const [error] = errorsOf(() => writePatches(file, [patch('p1', { rols: 'any' })]));
    assert.equal(error?.code, 'POLICY_INVALID');
    assert.equal(fs.existsSync(file), false);
  });

  test('that cannot be written is an error for people', () => {
    const [error] = errorsOf(() => writePatches(path.join(folder, 'no', 'folder.yaml'), patches));
    assert.equal(error?.code, 'FILE_UNWRITABLE');
  });
});

describe('folding prints the edit', () => {
  test('with the settings of all patches of an operation put together', () => {
    assert.equal(
      foldPatches(patches),
      `# Add this to portcullis.yaml, then drop the patches:
#   p1 (finding abc123)
#   p2 (finding abc123)
operations:
  createOrder:
    roles:
      - admin
    when: (a) && (b)
    scopes:
      - x
`,
    );
  });

  test('that gives the same policy as the patches', () => {
    const roles = 'roles: { admin: {} }\n';
    const policyOf = (texts: { policy: string; patches?: string }) => {
      const policy = modelFrom(texts).operations.get('createOrder')?.policy;
      return [policy?.roles, policy?.scopes];
    };
    assert.deepEqual(
      policyOf({ policy: roles + foldPatches(patches) }),
      policyOf({ policy: roles, patches: patchesText(patches) }),
    );
  });
});
