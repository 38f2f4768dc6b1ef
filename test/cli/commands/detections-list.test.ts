import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StoredDetection } from '../../../src/store/detections.js';
import { orchardProject } from '../bench.js';
import { detectionId, notice } from './noticed.js';

const project = orchardProject();
before(async () => {
  project.write('portcullis.yaml', `${project.read('portcullis.yaml')}\ndetections:\n  scraping: { enabled: false }\n`);
  await notice(project);
});
after(() => project.close());

interface Rule {
  readonly id: string;
  readonly isOn: boolean;
  readonly offBecause?: string;
}

describe('portcullis detections list', { concurrency: 2 }, () => {
  it('shows all 42 rules, and why one is off', async () => {
    const rules = await project.json<readonly Rule[]>('detections', 'list');
    assert.equal(rules.length, 42);
    const off = rules.filter(({ isOn }) => !isOn).map(({ id, offBecause }) => [id, offBecause]);
    assert.deepEqual(off, [
      ['impossible-travel', 'it needs `detections.context.geoDatabase`'],
      ['scraping', 'the policy says so'],
    ]);
    const { stdout } = await project.run('detections');
    assert.match(stdout, /^40 of 42 detectors are on; --open shows what they noticed$/m);
  });

  it('shows with --open what was noticed and what is done about it', async () => {
    const found = await project.json<readonly StoredDetection[]>('detections', 'list', '--open');
    assert.deepEqual([found.length, found[0]?.id, found[0]?.blocks.length], [1, detectionId, 1]);
    const { stdout } = await project.run('detections', 'list', '--open');
    assert.match(stdout, /^384032a4 .* decoy-touched .* block for 1[45] min more/m);
  });

  it('narrows by rule and time', async () => {
    assert.deepEqual(await project.json('detections', 'list', '--rule', 'jwt-tampering'), []);
    assert.deepEqual(await project.json('detections', 'list', '--open', '--since', '2026-12-01'), []);
    const { code, stderr } = await project.run('detections', 'list', '--rule', 'jwt-tamper');
    assert.equal(code, 2);
    assert.match(stderr, /did you mean "jwt-tampering"\?/);
  });
});
