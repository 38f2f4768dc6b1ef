import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openStore } from '../../../src/store/open-store.js';
import { orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis learn records', () => {
  it('says that nobody has completed a lesson', async () => {
    assert.equal((await project.run('learn', 'records')).stdout, 'nobody has completed a lesson\n');
  });

  it('lists completions, until when they hold, and what is assigned', async () => {
    const store = openStore(project.file('.portcullis'));
    const record = { lesson: '01-objects-belong-to-someone', version: 1, resultHash: 'abcdef012345678' };
    const now = Date.UTC(2026, 0, 5);
    await store.learning.addRecord({ ...record, person: 'ann', completedAt: now, expiresAt: Date.UTC(2099, 0, 5) });
    await store.learning.addRecord({ ...record, person: 'bob', completedAt: now, expiresAt: Date.UTC(2026, 0, 6) });
    await store.close();
    await project.run('learn', 'assign', '2', '--role', 'viewer', '--due', '2027-01-31');
    const { stdout } = await project.run('learn', 'records');
    assert.match(stdout, /ann +01-objects\S+ +version 1 +2026-01-05 +holds until 2099-01-05 +abcdef012345/);
    assert.match(stdout, /bob .*ran out 2026-01-06/);
    assert.match(stdout, /role viewer +02-tokens\S+ +by 2027-01-31 +set by /);
    const { records } = await project.json<{ records: { person: string }[] }>('learn', 'records', '--person', 'bob');
    assert.deepEqual(
      records.map(({ person }) => person),
      ['bob'],
    );
  });
});
