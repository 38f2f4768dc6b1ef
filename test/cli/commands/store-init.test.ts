import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject, type Project } from '../bench.js';

let project: Project;
before(() => {
  project = orchardProject();
});
after(() => project.close());

describe('portcullis store init', () => {
  it('makes a store that only its owner can read, and says where; a second time it changes nothing', async () => {
    const first = await project.run('store', 'init');
    assert.deepEqual([first.code, first.stdout], [0, `the store is in ${project.file('.portcullis')}\n`]);
    assert.equal(fs.statSync(project.file('.portcullis')).mode & 0o777, 0o700);
    assert.equal(fs.statSync(project.file('.portcullis/control.db')).mode & 0o777, 0o600);
    assert.equal((await project.json<{ engine: string }>('store', 'init')).engine, 'sqlite');
  });

  it('says what keeps it from a database: the variable, the server, a password in the policy', async () => {
    const policy = project.read('portcullis.yaml');
    const withStore = (url: string) =>
      project.write('portcullis.yaml', policy.replace(/^version: 1$/m, `version: 1\nstore: { url: "${url}" }`));
    withStore('${env:DATABASE_URL}');
    assertRefused(await project.run('store', 'init'), 'POLICY_SECRET_MISSING', 'DATABASE_URL');
    const env = { DATABASE_URL: 'postgres://portcullis:canary@127.0.0.1:1/store' };
    const refused = await project.runWith(env, 'store', 'init');
    assertRefused(refused, 'STORE_UNREACHABLE', 'does not answer');
    assert.doesNotMatch(refused.stderr, /canary/);
    withStore('postgres://portcullis:canary@127.0.0.1:1/store');
    const inline = await project.run('store', 'init');
    assertRefused(inline, 'POLICY_SECRET_INLINE', 'portcullis.yaml:');
    withStore('mysql://127.0.0.1/store');
    assertRefused(await project.run('keys', 'list'), 'POLICY_INVALID', 'postgres://USER@HOST');
    withStore('${vault:DB}');
    assertRefused(await project.run('keys', 'list'), 'POLICY_INVALID', 'its own vault');
    project.write('portcullis.yaml', policy);
  });
});
