import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import { after, before, describe, it } from 'node:test';
import type { Run } from '../../../src/core/finding.js';
import type { StoredFinding } from '../../../src/store/store.js';
import { assertRefused, exampleSecrets, orchardProject, startOrchard, type Orchard, type Project } from '../bench.js';

let orchard: Orchard;
let project: Project;
let id: string;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  const run = await project.json<Run>('pentest', '--checks', 'bola-read', '--operation', 'getOrder', '--seed', '1');
  id = run.findings[0]!.fingerprint;
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const status = async () => (await project.json<StoredFinding>('findings', 'show', id)).finding.status;
const proofFolders = () => fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('portcullis-proof-'));

describe('portcullis prove', () => {
  it('asks for the patch first', async () => {
    assertRefused(await project.run('prove', id), /not in force/, `portcullis patch ${id.slice(0, 8)} --apply`);
    assertRefused(await project.run('prove', 'zzzz'), /There is no finding zzzz/);
    assertRefused(await project.run('prove', id, '--format', 'sarif'), /--format/);
  });

  it('proves a patched finding at a gateway started for it: attack, control and variants, the verdict last', async () => {
    await project.run('patch', id, '--apply');
    const before = proofFolders();
    const { code, stdout, stderr } = await project.run('prove', id);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^ {2}attack, direct +200 {2}worked$/m);
    assert.match(stdout, /^ {2}attack, through the gateway +404 {2}denied by object-owner$/m);
    assert.match(stdout, /^ {2}legitimate call, through the gateway +200 {2}worked$/m);
    assert.match(stdout, /a gateway started for this proof\nproved: stopped by object-owner; .*\n$/);
    assert.equal(await status(), 'patched');
    assert.deepEqual(
      proofFolders().filter((name) => !before.includes(name)),
      [],
    );
  });

  it('proves at the running gateway when it serves this policy, as one JSON document without secrets', async () => {
    const gateway = await project.start();
    const { code, stdout } = await project.run('prove', id, '--format', 'json');
    await gateway.stop();
    assert.equal(code, 0);
    const run = JSON.parse(stdout) as Run;
    assert.equal(run.target, gateway.url);
    assert.equal(run.proof?.verdict, 'proved');
    for (const secret of exampleSecrets()) assert.ok(!stdout.includes(secret));
  });

  it('exits 1 when the patch breaks legitimate use, and the finding counts as regressed', async () => {
    project.edit('portcullis.patches.yaml', 'field: /customerId', 'field: /status');
    const { code, stdout } = await project.run('prove', id);
    project.edit('portcullis.patches.yaml', 'field: /status', 'field: /customerId');
    assert.equal(code, 1, stdout);
    assert.match(stdout, /\nbreaks-legitimate-use: /);
    assert.equal(await status(), 'regressed');
  });

  it('proves every patch again, and with --changed only those whose operation is another', async () => {
    const all = async (...flags: string[]) =>
      project.json<{ finding: string; verdict: string; variants: number }[]>('prove', '--all', ...flags);
    const [proof, ...others] = await all();
    assert.deepEqual([proof?.finding, proof?.verdict, others.length], [id, 'proved', 0]);
    assert.ok(proof!.variants > 0);
    assert.equal(await status(), 'patched');
    assert.deepEqual(await all('--changed'), []);
    project.edit('portcullis.yaml', '\ndefaults:\n', '\ndefaults:\n  bodyLimitBytes: 100000\n');
    assert.equal((await all('--changed')).length, 1);
    assert.match((await project.run('prove', '--all', '--changed')).stdout, /No operation with a patch has changed/);
    assertRefused(await project.run('prove'), /one finding, or --all/);
    assertRefused(await project.run('prove', id, '--all'), /one finding, or --all/);
  });

  it('exits 3 when the API does not answer', async () => {
    await orchard.stop();
    const { code, stderr, stdout } = await project.run('prove', id);
    assert.equal(code, 3, stderr + stdout);
  });
});
