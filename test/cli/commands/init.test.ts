import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

const upstream = ['--upstream', 'http://127.0.0.1:3000'];

describe('portcullis init', { concurrency: 2 }, () => {
  it('writes a policy in monitor mode that is sound as it is, and says what to do next', async () => {
    const { code, stdout } = await project.run('init', 'openapi.yaml', ...upstream, '--policy', 'new/portcullis.yaml');
    assert.equal(code, 0);
    const todo = project
      .read('new/portcullis.yaml')
      .split('\n')
      .slice(1)
      .filter((line) => line.includes('TODO')).length;
    assert.match(
      stdout,
      new RegExp(`^new/portcullis\\.yaml: 40 operations in monitor mode, ${todo} places marked TODO`),
    );
    assert.match(stdout, /next: portcullis audit/);
    assert.match(project.read('new/portcullis.yaml'), /mode: monitor/);
    assert.equal((await project.run('policy', 'check', '--policy', 'new/portcullis.yaml')).code, 0);
  });

  it('has the facts as JSON', async () => {
    const shown = await project.json<{ file: string; operations: number }>(
      'init',
      'openapi.yaml',
      ...upstream,
      '--policy',
      'json.yaml',
    );
    assert.equal(shown.file, project.file('json.yaml'));
    assert.equal(shown.operations, 40);
  });

  it('never overwrites a policy unless told to', async () => {
    const before = project.read('portcullis.yaml');
    assertRefused(await project.run('init', 'openapi.yaml', ...upstream), /exists already \[USAGE\]/, '--force');
    assert.equal(project.read('portcullis.yaml'), before);
    project.write('old.yaml', before);
    assert.equal((await project.run('init', 'openapi.yaml', ...upstream, '--policy', 'old.yaml', '--force')).code, 0);
    assert.match(project.read('old.yaml'), /^# Policy for Orchard/);
  });

  it('leaves nothing behind when the contract cannot be read', async () => {
    project.write('broken.yaml', 'openapi: 3.1.0\ninfo: [\n');
    assertRefused(
      await project.run('init', 'broken.yaml', ...upstream, '--policy', 'never.yaml'),
      /broken\.yaml:\d+:\d+: .* \[SYNTAX_INVALID\]/,
    );
    assert.throws(() => project.read('never.yaml'), /ENOENT/);
  });

  it('says what it needs', async () => {
    assertRefused(await project.run('init'), /The contract is missing \[USAGE\]/, 'init --har FILE');
    assertRefused(await project.run('init', 'openapi.yaml', '--policy', 'x.yaml'), '--upstream http://127.0.0.1:3000');
    assertRefused(
      await project.run('init', 'openapi.yaml', '--upstream', '127.0.0.1:3000'),
      /--upstream/,
      'http://127.0.0.1:3000',
    );
  });

  it('makes a draft contract from calls that were recorded, and shows what it left out', async () => {
    const entry = (url: string) => ({ request: { method: 'GET', url, headers: [] }, response: { status: 200 } });
    const entries = ['http://127.0.0.1:3000/orders/1', 'http://cdn.example/x'].map(entry);
    project.write('calls.har', JSON.stringify({ log: { version: '1.2', entries } }));
    const { code, stdout } = await project.run(
      'init',
      '--har',
      'calls.har',
      ...upstream,
      '--policy',
      'h/portcullis.yaml',
    );
    assert.equal(code, 0);
    assert.match(stdout, /^h\/openapi\.draft\.yaml: a draft of 1 operations?\n {2}no call said who makes it/);
    assert.match(stdout, /left out: 1 call to cdn\.example/);
    assert.match(project.read('h/openapi.draft.yaml'), /x-inferred: true/);
    assertRefused(
      await project.run('init', 'a.yaml', '--har', 'calls.har', ...upstream),
      'Only one source can be used',
    );
  });

  it('takes no password in the address, and does not repeat it', async () => {
    const outcome = await project.run(
      'init',
      'openapi.yaml',
      '--upstream',
      'http://:hunter2@127.0.0.1:3000',
      '--policy',
      'x.yaml',
    );
    assertRefused(outcome, /--upstream/);
    assert.ok(!outcome.stderr.includes('hunter2'));
  });
});
