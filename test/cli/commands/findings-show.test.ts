import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StoredFinding } from '../../../src/store/store.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
let finding: StoredFinding['finding'];
before(async () => {
  await project.run('audit');
  finding = (await project.json<readonly StoredFinding[]>('findings', '--operation', 'getOrder'))[0]!.finding;
});
after(() => project.close());

describe('portcullis findings show', { concurrency: 2 }, () => {
  it('shows what, where, the way out and the history', async () => {
    const { code, stdout } = await project.run('findings', 'show', finding.fingerprint);
    assert.equal(code, 0);
    const lines = stdout.split('\n');
    assert.equal(lines[0], `${finding.severity}  ${finding.message}`);
    assert.match(lines[1]!, new RegExp(`^${finding.fingerprint}  ${finding.ruleId}  API\\d+:2023 CWE-\\d+`));
    assert.match(stdout, /^openapi\.yaml:\d+:\d+$/m);
    assert.ok(stdout.includes(`fix: ${finding.remedy}`));
    assert.match(stdout, /new -> open/);
  });

  it('takes the first characters of a fingerprint', async () => {
    const shown = await project.json<StoredFinding & { history: unknown[] }>(
      'findings',
      'show',
      finding.fingerprint.slice(0, 8),
    );
    assert.deepEqual(shown.finding, finding);
    assert.equal(shown.history.length, 1);
  });

  it('says which findings a short prefix could mean, and when there is none', async () => {
    assertRefused(await project.run('findings', 'show', 'zzzz'), /There is no finding zzzz \[NOT_FOUND\]/);
    assertRefused(await project.run('findings', 'show', ''), /\[NOT_FOUND\]/);
    assertRefused(await project.run('findings', 'show'), /missing required argument 'finding'/);
  });
});
