import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis learn list', () => {
  it('shows every lesson, how somebody stands with it, and what comes next', async () => {
    await project.run('learn', 'assign', '2', '--person', 'ann', '--due', '2020-01-31');
    const { stdout, code } = await project.run('learn', 'list', '--person', 'ann');
    assert.equal(code, 0);
    assert.match(stdout, /^ ?# +lesson +OWASP +state +due +next/);
    assert.match(stdout, /^1 +Objects belong to someone +API1 +new +- +portcullis learn start 1$/m);
    assert.match(stdout, /^2 .*overdue since 2020-01-31/m);
    assert.match(stdout, /0 of 19 done, 1 overdue\n$/);
  });

  it('is what learn alone does, and one JSON document', async () => {
    const rows = await project.json<{ number: number; state: string }[]>('learn');
    assert.deepEqual([rows.length, rows[0]?.state], [19, 'new']);
  });

  it('knows its words', async () => {
    assertRefused(await project.run('learn', 'lst'), 'learn lst', 'learn list');
  });
});
