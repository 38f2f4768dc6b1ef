import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { orchardProject, startOrchard, type Orchard, type Project } from '../bench.js';

let orchard: Orchard;
let project: Project;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
});
after(async () => {
  await project.close();
  await orchard.stop();
});

describe('portcullis notify list', () => {
  it('says when nobody is told of anything', async () => {
    assert.match((await project.run('notify')).stdout, /nobody is told/);
  });

  it('shows whom the policy names, and never a secret', async () => {
    const mail = "mail: { server: 'smtps://mail.example.com', from: a@example.com, to: [soc@example.com] }";
    project.write(
      'portcullis.yaml',
      `${project.read('portcullis.yaml')}\nnotify: { desk: { ${mail}, digestSeconds: 60 } }\n`,
    );
    const [desk] = await project.json<Record<string, unknown>[]>('notify', 'list');
    assert.deepEqual(desk, {
      name: 'desk',
      query: 'kind:detection',
      to: 'soc@example.com',
      repeatSeconds: 3600,
      digestSeconds: 60,
      urgent: 'critical',
      quietHours: null,
      waiting: 0,
    });
  });
});
