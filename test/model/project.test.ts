import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { PortcullisError } from '../../src/core/errors.js';
import { findPolicyFile, loadProject } from '../../src/model/project.js';
import { head, shop } from './policy-cases.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-project-'));
after(() => fs.rmSync(root, { recursive: true }));

/** Writes files into a folder of their own. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(root, 'p-'));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const files = { 'portcullis.yaml': `${head}operations: { getOrder: { mode: monitor } }\n`, 'openapi.yaml': shop };
const patches = `version: 1
patches:
  - { id: p1, because: f1, operation: getOrder, guard: roles, expires: 2027-02-01, set: { mode: enforce } }
`;

describe('a project from files', () => {
  test('has policy, contract and the patches beside the policy', async () => {
    const folder = folderWith({ ...files, 'portcullis.patches.yaml': patches });
    const project = await loadProject({ policyFile: path.join(folder, 'portcullis.yaml') });
    const policy = project.apis[0]?.operations.get('getOrder')?.policy;
    assert.deepEqual([policy?.mode, policy?.patches], ['enforce', ['p1']]);
    assert.deepEqual(
      [...(project.apis[0]?.policyDocuments?.files.keys() ?? [])].map((file) => path.basename(file)),
      ['portcullis.yaml', 'portcullis.patches.yaml'],
    );
  });

  test('may have its patches elsewhere', async () => {
    const folder = folderWith({ ...files, 'other.yaml': patches });
    const policyFile = path.join(folder, 'portcullis.yaml');
    const project = await loadProject({ policyFile, patchesFile: path.join(folder, 'other.yaml') });
    assert.deepEqual(
      project.patches.map(({ id }) => id),
      ['p1'],
    );
  });

  test('has the same digest in every folder, and another one after any change', async () => {
    const digestOf = async (changed: Readonly<Record<string, string>>) =>
      (await loadProject({ policyFile: path.join(folderWith({ ...files, ...changed }), 'portcullis.yaml') })).digest;
    const same = await digestOf({});
    assert.equal(await digestOf({}), same);
    assert.notEqual(await digestOf({ 'openapi.yaml': `${shop}# changed\n` }), same);
    assert.notEqual(await digestOf({ 'portcullis.patches.yaml': patches }), same);
  });

  test('works from contracts alone, one API each', async () => {
    const folder = folderWith({ 'a/openapi.yaml': shop, 'b/openapi.yaml': shop });
    const contract = ['a', 'b'].map((name) => path.join(folder, name, 'openapi.yaml'));
    const project = await loadProject({ contract });
    assert.deepEqual(
      project.apis.map(({ name }) => name),
      ['openapi', 'openapi-2'],
    );
    assert.deepEqual(
      [project.file, project.pentest, project.apis[0]?.policyDocuments],
      [undefined, undefined, undefined],
    );
  });

  test('names the line of the policy whose contract cannot be read', async () => {
    const policyFile = path.join(folderWith({ 'portcullis.yaml': head }), 'portcullis.yaml');
    await assert.rejects(loadProject({ policyFile }), (error) => {
      assert.ok(error instanceof PortcullisError);
      assert.deepEqual([error.code, error.place?.file, error.place?.line], ['FILE_UNREADABLE', policyFile, 2]);
      return true;
    });
  });
});

describe('two APIs', () => {
  const both = (settings: string, prefix = '/b') => ({
    'portcullis.yaml': `version: 1
apis:
  a: { contract: openapi.yaml, match: { prefix: /a } }
  b: { contract: openapi.yaml, match: { prefix: ${prefix} } }
${settings}`,
    'openapi.yaml': shop,
  });
  const load = (settings: string, prefix?: string) =>
    loadProject({ policyFile: path.join(folderWith(both(settings, prefix)), 'portcullis.yaml') });

  test('with the same operation are told apart by `api:`', async () => {
    const { apis } = await load('operations: { "b:getOrder": { mode: off }, "a:POST /orders": { mode: off } }');
    const modes = apis.map(({ operations }) =>
      ['getOrder', 'createOrder'].map((id) => operations.get(id)?.policy.mode),
    );
    assert.deepEqual(modes, [
      ['enforce', 'off'],
      ['off', 'enforce'],
    ]);
  });

  test('make a plain name ambiguous', async () => {
    await assert.rejects(load('operations: { getOrder: { mode: off } }'), {
      code: 'POLICY_INVALID',
      message: 'Several APIs have an operation "getOrder"',
      hint: 'write "a:getOrder" or "b:getOrder"',
    });
  });

  test('have a resource only where its lookup is', async () => {
    const { apis } = await load('resources: { order: { id: orderId, owner: { lookup: "a:getOrder", field: /x } } }');
    const counts = apis.map(({ operations }) => operations.get('deleteOrder')?.policy.owners.length);
    assert.deepEqual(counts, [1, 0]);
  });

  test('must not match the same requests', async () => {
    await assert.rejects(load('', '/a/'), {
      code: 'POLICY_INVALID',
      message: 'The APIs "a" and "b" match the same requests (prefix /a)',
    });
  });
});

describe('finding the policy file', () => {
  test('goes upwards from a folder', () => {
    const folder = folderWith({ 'portcullis.yml': head, 'deep/down/x.txt': '' });
    assert.equal(findPolicyFile(path.join(folder, 'deep', 'down')), path.join(folder, 'portcullis.yml'));
  });

  test('ends at the top', () => assert.equal(findPolicyFile(path.parse(root).root), undefined));
});
