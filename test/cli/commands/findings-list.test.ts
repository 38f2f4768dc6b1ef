import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StoredFinding } from '../../../src/store/store.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
before(() => project.run('audit'));
after(() => project.close());

const list = (...flags: readonly string[]) => project.json<readonly StoredFinding[]>('findings', 'list', ...flags);

describe('portcullis findings list', { concurrency: 2 }, () => {
  it('shows one line for each, worst first, and what to do next', async () => {
    const { code, stdout } = await project.run('findings', 'list');
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines.slice(0, -1))
      assert.match(
        line,
        /^[0-9a-f]{8} {2}(high {4}|medium {2}) {2}open {10} {2}.+ {2}(?:openapi|portcullis)\.yaml:\d+$/,
      );
    assert.match(lines.at(-1)!, /^\d+ findings {2}portcullis findings show ID prints the evidence$/);
    assert.ok(stdout.indexOf(' high ') < stdout.indexOf(' medium '));
  });

  it('is what `findings` alone does', async () => {
    assert.deepEqual(await project.run('findings'), await project.run('findings', 'list'));
    assert.deepEqual(await project.json('findings'), await list());
  });

  it('narrows by severity, operation and status', async () => {
    const all = await list();
    assert.equal(
      (await list('--severity', 'medium')).length,
      all.filter(({ finding }) => finding.severity === 'medium').length,
    );
    assert.ok((await list('--operation', 'getOrder')).every(({ finding }) => finding.operationId === 'getOrder'));
    assert.deepEqual(await list('--status', 'fixed,accepted'), []);
  });

  it('says so when there is nothing', async () => {
    const { code, stdout } = await project.run('findings', 'list', '--status', 'fixed');
    assert.equal(code, 0);
    assert.match(stdout, /^0 findings {2}nothing recorded with this status/);
  });

  it('names the folder where it looked for a store in vain', async () => {
    assertRefused(
      await project.run('findings', '--data', 'elsewhere'),
      /There is no store in .*elsewhere \[NOT_FOUND\]/,
    );
  });

  it('asks whether another status was meant', async () => {
    assertRefused(await project.run('findings', 'list', '--status', 'opne'), /--status/, 'did you mean "open"?');
    assertRefused(await project.run('findings', 'list', '--status', ''), /--status/);
    assertRefused(await project.run('findings', 'list', '--severity', 'hi'), /--severity/, 'critical, high');
  });
});
