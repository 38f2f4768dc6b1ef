import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject, type Project } from '../bench.js';

let project: Project;
before(async () => {
  project = orchardProject();
  await project.run('keys', 'create', '--name', 'before');
});
after(() => project.close());

describe('portcullis events tail', () => {
  it('shows what is stored after its start and matches, and ends 0 at Ctrl-C', async () => {
    const tail = project.spawn('events', 'tail', 'kind:key_created', '--look-millis', '50');
    await tail.untilSays(/following the log/, 'stderr');
    await project.run('keys', 'create', '--name', 'after');
    await tail.untilSays(/key_created/);
    const { code, stdout } = await tail.stop('SIGINT');
    assert.equal(code, 0);
    assert.equal(stdout.trimEnd().split('\n').length, 1, stdout);
  });

  it('writes one JSON document a line', async () => {
    const tail = project.spawn('events', 'tail', '--format', 'json', '--look-millis', '50');
    await tail.untilSays(/following the log/, 'stderr');
    await project.run('keys', 'create', '--name', 'third');
    await tail.untilSays(/\n/);
    const { stdout } = await tail.stop('SIGINT');
    assert.equal((JSON.parse(stdout.split('\n')[0]!) as { kind: string }).kind, 'key_created');
  });

  it('refuses a query that is none', async () => {
    assertRefused(await project.run('events', 'tail', 'kind:nothing'), /query:1:6/, '[QUERY_INVALID]');
  });
});
