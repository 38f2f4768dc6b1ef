import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compareRuns } from '../../src/app/compare-runs.js';
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
  const scope = { apis: ['orders'] };
  const old = findingOf();
  const fresh = findingOf({ fingerprint: 'f'.repeat(16) });
  await recordRun(store, runOf([old], { id: 'aa-1', startedAt: '2001-01-01T00:00:00.000Z' }), scope);
  const later = new Date(Date.now() + 60_000).toISOString();
  await recordRun(store, runOf([], { id: 'bb-2', startedAt: later }), scope);
  await recordRun(store, runOf([old, fresh], { id: 'bb-3', startedAt: later }), scope);
});
after(async () => {
  await app.close();
  await project.close();
});

describe('two recorded runs', () => {
  it('are named by their first characters, and what was known before both and is back has regressed', async () => {
    const { diff } = await compareRuns(store, 'bb-2', 'bb-3');
    assert.equal(diff.regressed.length, 2);
    const first = await compareRuns(store, 'aa', 'bb-3');
    assert.deepEqual([first.diff.still.length, first.diff.new.length], [1, 1]);
  });

  it('are refused when a name fits none, or several', async () => {
    await assert.rejects(compareRuns(store, 'cc', 'aa'), { code: 'NOT_FOUND', message: 'There is no run cc' });
    await assert.rejects(compareRuns(store, 'aa', 'bb'), { code: 'NOT_FOUND', message: 'Several runs begin with bb' });
  });
});
