import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { runDrill, type DrillOptions } from '../../src/app/drill.js';
import { findStory } from '../../src/app/drill-story.js';
import { makeApp } from '../../src/app/make-app.js';
import { orchardProject } from '../cli/bench.js';

const project = orchardProject();
const app = makeApp({
  cwd: project.folder,
  env: process.env,
  quiet: true,
  color: false,
  width: 80,
  signal: new AbortController().signal,
  print: () => undefined,
  say: () => undefined,
});
after(async () => {
  await app.close();
  await project.close();
});

const drill = (options: DrillOptions) => runDrill(app, options);

describe('a drill', () => {
  for (const id of ['object-walk', 'password-guessing']) {
    it(`${id}: is detected, contained and proved`, async () => {
      const result = await drill({ story: findStory(id) });
      assert.deepEqual(
        result.steps.filter(({ isGood }) => !isGood),
        [],
      );
      assert.ok(result.isGood && result.containMillis <= result.proveMillis);
    });
  }

  it('fails when the containment contains nothing, and leaves no record', async () => {
    const story = { ...findStory('object-walk'), contain: 'false' };
    await assert.rejects(drill({ story }), { code: 'DRILL_FAILED' });
    const { audit } = await app.store();
    assert.equal((await audit.list({ kind: 'incident_drilled' })).length, 2);
  });
});
