import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { recordRun } from '../../src/app/record-run.js';
import type { Store } from '../../src/store/store.js';
import { orchardProject } from '../cli/bench.js';
import { findingOf, runOf } from '../report/run-of.js';
import { appIn } from './orchard-app.js';

const project = orchardProject();
const app = appIn(project);
let store: Store;
before(async () => {
  store = await app.store();
});
after(async () => {
  await app.close();
  await project.close();
});

const scope = { apis: ['orders'] };
const statuses = async (id: string) => {
  const { run } = await recordRun(
    store,
    runOf([findingOf(), findingOf({ fingerprint: 'f'.repeat(16) })], { id }),
    scope,
  );
  return run.findings.map(({ status }) => status);
};

describe('a recorded run', () => {
  it('has the status that its findings have now: what was decided stays, what comes back has regressed', async () => {
    const first = await recordRun(store, runOf([findingOf()], { id: 'run-1' }), scope);
    assert.deepEqual(first.changes.opened, [findingOf().fingerprint]);
    const by = { by: 'ann', reason: 'x' };
    await store.findings.setStatus(findingOf().fingerprint, 'accepted', { ...by, expires: '2099-01-01' });
    assert.deepEqual(await statuses('run-2'), ['accepted', 'open']);
    await store.findings.setStatus('f'.repeat(16), 'fixed', by);
    assert.deepEqual(await statuses('run-3'), ['accepted', 'regressed']);
  });

  it('keeps everything else of the run', async () => {
    const run = runOf([], { id: 'run-4', notes: ['a note'], outcome: 'incomplete' });
    assert.deepEqual((await recordRun(store, run, scope)).run, run);
  });
});
