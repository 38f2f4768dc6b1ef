import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject, type Project } from '../bench.js';

let project: Project;
before(async () => {
  project = orchardProject();
  project.edit(
    'portcullis.yaml',
    'version: 1\n',
    'version: 1\neventLog: { checkpoints: { file: kept.checkpoints } }\n',
  );
  await (await project.start()).stop();
  await project.run('evidence', 'owasp-api', '--bundle', 'evidence.zip');
});
after(() => project.close());

describe('portcullis evidence verify', { concurrency: 2 }, () => {
  it('ends 0 on a bundle that is as it was made, offline, and says what it does not prove', async () => {
    const elsewhere = orchardProject();
    fs.copyFileSync(project.file('evidence.zip'), elsewhere.file('evidence.zip'));
    const { code, stdout } = await elsewhere.run('evidence', 'verify', 'evidence.zip');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^evidence for owasp-api, /);
    assert.match(stdout, /^What this does not prove: /m);
    assert.match(stdout, /does not certify/);
    assert.match(stdout, /verified: every file is as it was made\n$/);
    assert.ok(!fs.existsSync(elsewhere.file('.portcullis')), 'no store is needed, and none is made');
    await elsewhere.close();
  });

  it('ends 1 on one flipped byte, and names the file', async () => {
    const bytes = fs.readFileSync(project.file('evidence.zip'));
    bytes[bytes.indexOf('owasp-api,API1:2023,')]! ^= 1;
    fs.writeFileSync(project.file('changed.zip'), bytes);
    const { code, stdout } = await project.run('evidence', 'verify', 'changed.zip');
    assert.equal(code, 1);
    assert.match(stdout, /^controls\.csv: was changed: the manifest has another hash of it$/m);
    assert.match(stdout, /TAMPERED: \d faults?\n$/);
    const { verified, problems } = await project.json<{ verified: boolean; problems: readonly { file: string }[] }>(
      'evidence',
      'verify',
      'changed.zip',
    );
    assert.equal(verified, false);
    assert.ok(problems.every(({ file }) => file === 'controls.csv'));
  });

  it('ends 1 with another key than the one that the reader was told', async () => {
    const { manifest } = await project.json<{ manifest: { signers: readonly string[] } }>(
      'evidence',
      'verify',
      'evidence.zip',
    );
    assert.equal((await project.run('evidence', 'verify', 'evidence.zip', '--key', manifest.signers[0]!)).code, 0);
    const { code, stdout } = await project.run('evidence', 'verify', 'evidence.zip', '--key', 'other');
    assert.equal(code, 1);
    assert.match(stdout, /another key signed it/);
  });

  it('ends 3 when checkpoints kept elsewhere are of other states: nothing was compared', async () => {
    const { code, stdout } = await project.run(
      'evidence',
      'verify',
      'evidence.zip',
      '--checkpoint',
      'kept.checkpoints',
    );
    assert.match(stdout, /of \d checkpoints kept elsewhere are of these states/);
    assert.equal(code, /^0 of/m.test(stdout) ? 3 : 0, stdout);
  });

  it('refuses what is no bundle, and what is not there', async () => {
    assertRefused(await project.run('evidence', 'verify', 'portcullis.yaml'), 'is no bundle of evidence');
    assertRefused(await project.run('evidence', 'verify', 'nowhere.zip'), '[FILE_UNREADABLE]');
  });
});
