import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis learn unassign', () => {
  it('takes an assignment back, once', async () => {
    const flags = ['--person', 'ann', '--due', '2027-01-31'];
    const { id } = await project.json<{ id: string }>('learn', 'assign', '3', ...flags);
    assert.match((await project.run('learn', 'unassign', id)).stdout, /is taken back/);
    assertRefused(await project.run('learn', 'unassign', id), 'NOT_FOUND');
    const { assignments } = await project.json<{ assignments: unknown[] }>('learn', 'records');
    assert.deepEqual(assignments, []);
  });
});
