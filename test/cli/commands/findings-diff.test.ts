import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Run } from '../../../src/core/finding.js';
import type { RunDiff } from '../../../src/core/run-diff.js';
import { assertRefused, orchardProject } from '../bench.js';

type Compared = RunDiff & { readonly before: string; readonly after: string };

const project = orchardProject();
let [earlier, later]: (Run | undefined)[] = [];

async function audit(): Promise<Run> {
  return JSON.parse((await project.run('audit', '--format', 'json')).stdout) as Run;
}

before(async () => {
  earlier = await audit();
  const debug =
    "  /debug/state:\n    get: { operationId: getState, security: [], responses: { '200': { description: all } } }";
  project.edit('openapi.yaml', '\npaths:\n', `\npaths:\n${debug}\n`);
  later = await audit();
});
after(() => project.close());

describe('portcullis findings diff', { concurrency: 2 }, () => {
  it('says what is new and what is still there, one finding a line, and what it counted', async () => {
    const { code, stdout } = await project.run('findings', 'diff', earlier!.id, later!.id, '--fail-on', 'low');
    assert.equal(code, 1, stdout);
    const lines = stdout.trim().split('\n');
    const fresh = lines.filter((line) => line.startsWith('new '));
    assert.ok(fresh.length > 0);
    assert.ok(
      fresh.every((line) => /^new {8}[0-9a-f]{8} {2}(critical|high|medium|low|info) /.test(line)),
      stdout,
    );
    assert.ok(fresh.some((line) => line.includes('/debug/state')));
    assert.match(lines.at(-1)!, new RegExp(`^${fresh.length} new, 0 regressed, \\d+ still, \\d+ gone, 0 untested$`));
  });

  it('backwards, what was new is gone, and nothing fails the build', async () => {
    const forth = await project.json<Compared>('findings', 'diff', earlier!.id, later!.id);
    const { code, stdout } = await project.run('findings', 'diff', later!.id, earlier!.id, '--format', 'json');
    const back = JSON.parse(stdout) as Compared;
    assert.deepEqual([back.before, back.after], [later!.id, earlier!.id]);
    const prints = (list: RunDiff['gone']) => list.map(({ fingerprint }) => fingerprint).toSorted();
    assert.deepEqual(prints(back.gone), prints(forth.new));
    assert.deepEqual(prints(back.still), prints(forth.still));
    assert.equal(code, back.new.length + back.regressed.length ? 1 : 0);
  });

  it('a run compared with itself has nothing but what is still there', async () => {
    const { code, stdout } = await project.run('findings', 'diff', earlier!.id, earlier!.id);
    assert.equal(code, 0);
    assert.match(stdout, /\n0 new, 0 regressed, [1-9]\d* still, 0 gone, 0 untested\n$/);
  });

  it('refuses a run that is not recorded', async () => {
    assertRefused(await project.run('findings', 'diff', 'zzzz', later!.id), /There is no run zzzz \[NOT_FOUND\]/);
    assertRefused(await project.run('findings', 'diff', later!.id), /missing required argument 'after'/);
  });
});
