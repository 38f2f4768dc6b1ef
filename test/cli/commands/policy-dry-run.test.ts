import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { orchardProject, startOrchard, type Gateway, type Orchard, type Project } from '../bench.js';

let orchard: Orchard;
let project: Project;
let gateway: Gateway;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  gateway = await project.start();
});
after(async () => {
  await project.close();
  await orchard.stop();
});

describe('portcullis policy dry-run', () => {
  it('says that nothing was seen where nothing was', async () => {
    const { code, stdout } = await project.run('policy', 'dry-run');
    assert.equal(code, 0);
    assert.equal(stdout, 'the inspection saw nothing in this time\n');
    assert.ok(gateway.url);
  });

  it('gives places and proposals as one JSON document', async () => {
    assert.deepEqual(await project.json('policy', 'dry-run', '--since', '2026-01-01'), {
      places: [],
      proposed: [],
      unused: [],
    });
  });

  it('refuses a number of principals that is none', async () => {
    assert.equal((await project.run('policy', 'dry-run', '--principals', 'few')).code, 2);
  });
});
