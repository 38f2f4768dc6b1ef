import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, describe, it } from 'node:test';
import type { DrillResult } from '../../../src/app/drill.js';
import { allStories, findStory } from '../../../src/app/drill-story.js';
import { openStore } from '../../../src/store/open-store.js';
import { findRunbook } from '../../../src/app/runbooks.js';
import { detectors } from '../../../src/telemetry/detectors.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

/** Of this test alone: other drills run at the same time. */
const temporary = project.file('tmp');
fs.mkdirSync(temporary);

describe('portcullis incident drill', () => {
  it('lists stories, each of a runbook and of detectors that there are', async () => {
    const { stdout } = await project.run('incident', 'drill');
    for (const { id, runbook, detectors: named } of allStories()) {
      assert.match(stdout, new RegExp(`^${id} .*runbook ${findRunbook(runbook).id}$`, 'm'));
      assert.deepEqual(
        named.filter((rule) => !detectors.get(rule)),
        [],
      );
    }
    assertRefused(await project.run('incident', 'drill', 'object-wlak'), /did you mean "object-walk"/);
  });

  for (const { id, runbook } of [findStory('query-injection')]) {
    it(`${id}: is detected, contained and proved, and the audit log has the times`, async () => {
      const words = ['incident', 'drill', id, '--format', 'json'];
      const { stdout, stderr } = await project.runWith({ TMPDIR: temporary }, ...words);
      assert.notEqual(stdout, '', stderr);
      const result = JSON.parse(stdout) as DrillResult;
      assert.deepEqual(
        result.steps.filter(({ isGood }) => !isGood),
        [],
      );
      assert.equal(result.isGood, true);
      assert.equal(result.runbook, runbook);
      assert.ok(result.containMillis <= result.proveMillis);
      const store = openStore(project.file('.portcullis'), { readOnly: true });
      const [entry] = await store.audit.list({ kind: 'incident_drilled', limit: 1 });
      await store.close();
      assert.equal(entry?.n, result.record);
      assert.equal(entry?.subject, id);
      assert.equal(entry?.detail?.['detectMillis'], result.detectMillis);
      const left = fs.readdirSync(temporary).filter((name) => name.startsWith('portcullis-drill-'));
      assert.deepEqual(left, [], 'the sandbox is gone');
    });
  }
});
