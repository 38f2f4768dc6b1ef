import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());
const folder = 'portcullis-lab/14-what-are-we-running';

describe('portcullis learn start', () => {
  it('runs the lab, and takes over what is saved', async () => {
    const lab = await project.spawn('learn', 'start', '14').untilSays(/^ready/m);
    const gateway = /^gateway +(\S+)$/m.exec(lab.stdout)?.[1] ?? '';
    const old = () => fetch(`${gateway}/v0/orders/1001`).then(({ status }) => status);
    assert.equal(await old(), 200);
    await lab.untilSays(/your attack worked/, 'stderr');
    project.edit(`${folder}/portcullis.yaml`, 'unknownOperations: allow', 'unknownOperations: dent');
    await lab.untilSays(/portcullis\.yaml:\d+:\d+/, 'stderr');
    assert.equal(await old(), 200, 'a policy that does not compile changes nothing');
    project.edit(`${folder}/portcullis.yaml`, 'unknownOperations: dent', 'unknownOperations: deny');
    await lab.untilSays(/policy in force/, 'stderr');
    assert.equal(await old(), 404);
    assert.equal((await lab.stop('SIGINT')).code, 0);
    await assert.rejects(old(), 'nothing is left running');
  });

  it('goes on with the files of before', async () => {
    const lab = await project.spawn('learn', 'start', '14').untilSays(/^ready/m);
    assert.match(lab.stdout, /as you left them/);
    assert.match(project.read(`${folder}/portcullis.yaml`), /unknownOperations: deny/);
    await lab.stop('SIGINT');
    const [row] = (await project.json<{ number: number; state: string }[]>('learn')).filter(
      (each) => each.number === 14,
    );
    assert.equal(row?.state, 'started');
  });

  it('knows its lessons', async () => {
    assertRefused(await project.run('learn', 'start', '20'), 'There is no lesson "20"');
  });
});
