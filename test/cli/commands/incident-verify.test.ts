import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { verifyIncidentBundle } from '../../../src/app/incident-bundle.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
let signer = '';
before(async () => {
  await project.run('incident', 'open', '--title', 'Leaked key');
  const { stdout } = await project.run('incident', 'bundle', '1', 'one.zip');
  signer = /^signed by (.*)$/m.exec(stdout)![1]!;
});
after(() => project.close());

describe('portcullis incident verify', () => {
  it('checks a bundle without the store', async () => {
    const { stdout, code } = await project.run('incident', 'verify', 'one.zip', '--key', signer, '--data', 'nowhere');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^incident 1: Leaked key, collected /);
    assert.match(stdout, /verified: every file is as it was made\n$/);
    const other = await project.run('incident', 'verify', 'one.zip', '--key', `other${signer}`);
    assert.equal(other.code, 1);
  });

  it('finds one flipped byte wherever it is', () => {
    const whole = fs.readFileSync(project.file('one.zip'));
    const step = Math.max(1, Math.floor(whole.length / 300));
    const missed: number[] = [];
    for (let at = 0; at < whole.length; at += step) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1;
      fs.writeFileSync(project.file('flipped.zip'), bytes);
      if (isClean()) missed.push(at);
    }
    assert.deepEqual(missed, []);
  });

  const isClean = (): boolean => {
    try {
      return verifyIncidentBundle(project.folder, 'flipped.zip', { key: signer }).problems.length === 0;
    } catch {
      return false;
    }
  };

  it('says which archive it takes; one of evidence it does not', async () => {
    await project.run('evidence', 'soc2', '--bundle', 'evidence.zip');
    const { code } = await project.run('incident', 'verify', 'evidence.zip');
    assert.equal(code, 1);
    project.write('text.zip', 'nothing');
    assertRefused(await project.run('incident', 'verify', 'text.zip'), /is no bundle of an incident/);
    assertRefused(await project.run('incident', 'verify', 'none.zip'), /cannot be read/);
  });
});
