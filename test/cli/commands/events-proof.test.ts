import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject, type Project } from '../bench.js';

let project: Project;
before(async () => {
  project = orchardProject();
  await project.run('keys', 'create', '--name', 'one');
});
after(() => project.close());

describe('portcullis events proof', () => {
  it('is refused before the log was signed, and for what is not there', async () => {
    assertRefused(await project.run('events', 'proof', 'audit-0'), /not signed yet.*\[NOT_FOUND\]/);
    assertRefused(await project.run('events', 'proof', 'nothing'), /There is no event nothing/);
  });

  it('writes record, hashes and checkpoint once the gateway ran', async () => {
    await (await project.start()).stop();
    const proof = await project.json<{ log: string; leaf: number; proof: string[] }>('events', 'proof', 'audit-0');
    assert.deepEqual([proof.log, proof.leaf, proof.proof.length], ['control', 0, 2]);
    assert.match(
      (await project.run('events', 'proof', 'audit-0')).stdout,
      /^log: control, leaf 0\n[^]*\n\u2014 portcullis-/,
    );
  });
});
