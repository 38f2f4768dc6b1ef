import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AuditEntry } from '../../../src/store/audit.js';
import { openStore } from '../../../src/store/open-store.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
before(() => project.run('incident', 'open', '--title', 'Leaked key'));
after(() => project.close());

const review = ['--held', 'the owner rule', '--failed', 'nobody watched the key'];

describe('portcullis incident close', () => {
  it('needs a review', async () => {
    assertRefused(await project.run('incident', 'close', '1'), /closed with a review/);
    const actions = ['--actions', 'renew the list|ann|soon'];
    assertRefused(await project.run('incident', 'close', '1', ...review, ...actions), /--actions does not take "soon"/);
    assertRefused(await project.run('incident', 'close', '1', ...review, '--actions', 'renew'), /what\|owner\|date/);
  });

  it('keeps what was learned, and the audit log says who closed it', async () => {
    const actions = ['--actions', 'renew the list|ann|2026-12-24; watch keys|bob|2027-01-10'];
    const { stdout } = await project.run('incident', 'close', '1', ...review, ...actions);
    assert.equal(stdout, 'incident 1 is closed, with 2 actions to be done\n');
    assert.match((await project.run('incident', 'show', '1')).stdout, /to do +watch keys \(bob, by 2027-01-10\)/);
    const store = openStore(project.file('.portcullis'), { readOnly: true });
    const [entry]: readonly AuditEntry[] = await store.audit.list({ kind: 'incident_closed' });
    await store.close();
    assert.equal(entry?.subject, '1');
    assertRefused(await project.run('incident', 'close', '1', ...review), /is closed already/);
  });
});
