import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());
const folder = 'portcullis-lab/14-what-are-we-running';

describe('portcullis learn check', () => {
  before(async () => {
    const lab = await project.spawn('learn', 'start', '14').untilSays(/^ready/m);
    const service = /^service +(\S+)/m.exec(lab.stdout)?.[1] ?? '';
    assert.match((await project.run('learn', 'check')).stdout, /open {2}attack: .*\n.*the lab must run/);
    await fetch(`${service}/v0/orders/1001`);
    await lab.untilSays(/your attack worked/, 'stderr');
    await lab.stop('SIGINT');
  });

  it('names what is still open, and records nothing', async () => {
    const { stdout, code } = await project.run('learn', 'check', '14', '--answers', 'b,b,b');
    assert.equal(code, 1);
    assert.match(stdout, /^ok {4}attack: /m);
    assert.match(stdout, /^open {2}legitimate use: the old version is gone\n +GET \S+ was answered with 200, not 404/m);
    assert.match(stdout, /^open {2}scanner: undocumented-operation\n/m);
    assert.match(stdout, /not fixed yet; portcullis learn hint 14\n$/);
    assert.equal((await project.run('learn', 'records')).stdout, 'nobody has completed a lesson\n');
  });

  it('is told the line of a policy that does not compile', async () => {
    project.edit(`${folder}/portcullis.yaml`, 'unknownOperations: allow', 'unknownOperatoins: deny');
    const outcome = await project.run('learn', 'check', '14');
    assert.equal(outcome.code, 2);
    assert.match(outcome.stderr, /14-what-are-we-running\/portcullis\.yaml:\d+:\d+: .*unknownOperatoins/);
    project.edit(`${folder}/portcullis.yaml`, 'unknownOperatoins: deny', 'unknownOperations: deny');
  });

  it('asks again after a wrong answer, and completes with the right ones', async () => {
    const wrong = await project.run('learn', 'check', '14', '--answers', 'a,b,b');
    assert.equal(wrong.code, 1);
    assert.match(wrong.stdout, /no, it is b: .*\n(?:.*\n)*not all were right/);
    const right = await project.json<{ record: { lesson: string } }>('learn', 'check', '14', '--answers', 'b,b,b');
    assert.equal(right.record.lesson, '14-what-are-we-running');
  });

  it('needs a lab', async () => {
    assertRefused(await project.run('learn', 'check', '2'), 'portcullis learn start 2');
  });
});
