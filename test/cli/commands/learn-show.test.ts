import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis learn show', () => {
  it('shows the text in 80 columns, with sources, files and the next step', async () => {
    const { stdout, code } = await project.run('learn', 'show', '6');
    assert.equal(code, 0);
    assert.match(stdout, /^6\. Mass assignment\n/);
    assert.match(stdout, /^ {4}curl -s -X PATCH/m);
    assert.match(stdout, /^Sources: OWASP API3:2023, CWE-915$/m);
    assert.match(stdout, /^You change: profile-update\.mjs$/m);
    assert.match(stdout, /next: portcullis learn start 6\n$/);
  });

  it('begins with the own operation, and gives no answer away', async () => {
    const { stdout } = await project.run('learn', 'show', 'mass-assignment', '--operation', 'updateMe');
    assert.match(stdout, /your own `updateMe`/);
    const page = await project.json<{ questions?: unknown; hints?: unknown }>('learn', 'show', '6');
    assert.deepEqual([page.questions, page.hints], [undefined, undefined]);
  });

  it('names the nearest lesson', async () => {
    assertRefused(await project.run('learn', 'show', 'mass-asignment'), 'did you mean "mass-assignment"');
  });
});
