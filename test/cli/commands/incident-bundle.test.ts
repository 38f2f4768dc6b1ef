import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { unpackZip } from '../../../src/evidence/zip.js';
import { assertRefused, orchardProject } from '../bench.js';
import { notice } from './noticed.js';

const project = orchardProject();
before(async () => {
  await notice(project);
  await project.run('incident', 'open', '--detection', '384032a4');
  await project.run('policy', 'apply', '--reason', 'first');
  await project.run('keys', 'create', '--name', 'x');
  const [{ id } = { id: '' }] = await project.json<readonly { id: string }[]>('keys', 'list');
  await project.run('keys', 'revoke', id);
  await project.run('incident', 'note', '1', 'revoked the key');
});
after(() => project.close());

describe('portcullis incident bundle', () => {
  it('holds the record, what was noticed, policies and proofs of what was done', async () => {
    const { stdout, stderr, code } = await project.run('incident', 'bundle', '1', 'one.zip');
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^one\.zip: \d+ files, \d+ events, [1-9]\d* records of the logs proved; recorded as audit-\d+$/m,
    );
    const { files } = unpackZip(fs.readFileSync(project.file('one.zip')));
    const text = (name: string) => Buffer.from(files.get(name) ?? '').toString('utf8');
    assert.match(text('incident.json'), /revoked the key/);
    assert.match(text('detections.json'), /decoy-touched/);
    assert.match(text('proofs.jsonl'), /"log":"control"/);
    assert.ok(
      [...files.keys()].some((name) => /^policies\/\d+\.yaml$/.test(name)),
      'a text of the policy',
    );
  });

  it('needs an incident that there is, and a place to write', async () => {
    assertRefused(await project.run('incident', 'bundle', '9', 'nine.zip'), /there is no incident 9/);
    assert.ok(!fs.existsSync(project.file('nine.zip')));
    assertRefused(await project.run('incident', 'bundle', '1', 'nowhere/one.zip'), /cannot be written/);
  });
});
