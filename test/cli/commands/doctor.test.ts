import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Diagnosis } from '../../../src/app/doctor.js';
import { freePort } from '../../../src/app/free-port.js';
import { nowhere, orchardProject, startOrchard, type Orchard, type Project } from '../bench.js';

let orchard: Orchard;
let project: Project;
before(async () => {
  orchard = await startOrchard('--fixed');
  project = orchardProject(orchard.url);
  // The example may be running on this machine: its port is taken then.
  project.edit('portcullis.yaml', '127.0.0.1:8080', `127.0.0.1:${await freePort('127.0.0.1')}`);
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const failures = (found: readonly Diagnosis[]) => found.filter(({ state }) => state === 'fail').map(({ what }) => what);

describe('portcullis doctor', () => {
  it('finds nothing to mend where start will work', async () => {
    const { code, stdout } = await project.run('doctor');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^ok {4}upstream of orchard/m);
    assert.match(stdout, /^ok {4}clock/m);
    assert.match(stdout, /ready to start(?:, \d+ to look at)?\n$/);
  });

  it('knows that a running gateway has its own addresses', async () => {
    project.edit('portcullis.yaml', 'version: 1', 'version: 1\ncontrol: { address: 127.0.0.1:19741 }');
    const gateway = await project.start();
    const found = await project.json<Diagnosis[]>('doctor');
    await gateway.stop();
    assert.match(found.find(({ what }) => what === 'address 127.0.0.1:19741')!.detail, /taken by this gateway/);
  });

  it('names each fault with what mends it, and exits 1', async () => {
    project.edit('portcullis.yaml', orchard.url, nowhere);
    fs.chmodSync(project.file('actors/alice.password'), 0o644);
    const { code, stdout } = await project.run('doctor');
    assert.equal(code, 1);
    assert.match(stdout, /FAIL {2}upstream of orchard +http:\/\/127\.0\.0\.1:1 does not answer\n +fix: start it/);
    assert.match(stdout, /alice\.password \(secret\) has mode 0644: others can read it\n +fix: chmod go-rwx/);
    fs.chmodSync(project.file('actors/alice.password'), 0o600);
  });

  it('says where a policy is wrong, and goes on with what can be seen without it', async () => {
    const before = project.read('portcullis.yaml');
    project.write('portcullis.yaml', `${before}\nlisten_: []\n`);
    const found = await project.json<Diagnosis[]>('doctor');
    project.write('portcullis.yaml', before);
    assert.deepEqual(failures(found), ['policy']);
    assert.match(found.find(({ what }) => what === 'policy')!.detail, /portcullis\.yaml:\d+:1/);
  });
});
