import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject, startOrchard, type Project } from './bench.js';

const projects: Project[] = [];
after(() => Promise.all(projects.map((project) => project.close())));

/** A project of its own in which one text of a file is changed. */
function spoiled(file: string, before: string, behind: string): Project {
  const project = orchardProject();
  projects.push(project);
  project.edit(file, before, behind);
  return project;
}

describe('bad input is refused with its place and the way out:', { concurrency: 2 }, () => {
  type Case = readonly [what: string, file: string, before: string, after: string, said: readonly (RegExp | string)[]];
  const cases: readonly Case[] = [
    [
      'a policy that is no YAML',
      'portcullis.yaml',
      'version: 1',
      'version: [1',
      [/portcullis\.yaml:\d+:\d+: .*\[SYNTAX_INVALID\]/],
    ],
    ['a contract that is no YAML', 'openapi.yaml', 'info:', 'info: {', [/openapi\.yaml:\d+:\d+: .*\[SYNTAX_INVALID\]/]],
    [
      'an unknown key',
      'portcullis.yaml',
      'unknownOperations:',
      'unknwonOperations:',
      [/portcullis\.yaml:31:3: /, 'did you mean "unknownOperations"?'],
    ],
    [
      'an unknown operation',
      'portcullis.yaml',
      '  getHealth:',
      '  getHelth:',
      [/portcullis\.yaml:\d+:3: .*\[POLICY_UNKNOWN_NAME\]/, 'did you mean "getHealth"?'],
    ],
    [
      'an unknown role',
      'portcullis.yaml',
      'includes: [support]',
      'includes: [suport]',
      [/portcullis\.yaml:\d+:\d+: /, 'did you mean "support"?'],
    ],
    [
      'an unknown scheme',
      'portcullis.yaml',
      '    bearerAuth:',
      '    bearrAuth:',
      [/portcullis\.yaml:\d+:\d+: /, 'did you mean "bearerAuth"?'],
    ],
    [
      'a number with a wrong sign',
      'portcullis.yaml',
      'limit: 1200',
      'limit: -1',
      [/portcullis\.yaml:34:\d+: /, /expected: /],
    ],
    [
      'a contract that is not there',
      'portcullis.yaml',
      'contract: openapi.yaml',
      'contract: opnapi.yaml',
      [/portcullis\.yaml:12:\d+: .*opnapi\.yaml does not exist \[FILE_UNREADABLE\]/],
    ],
  ];
  for (const [what, file, before, behind, said] of cases) {
    it(what, async () => assertRefused(await spoiled(file, before, behind).run('policy', 'check'), ...said));
  }

  it('a reference that leaves the machine, which is never fetched: the contract goes on without it', async () => {
    const project = spoiled('openapi.yaml', "$ref: '#/components/schemas/Product'", "$ref: 'http://169.254.169.254/x'");
    const { stdout } = await project.run('policy', 'check');
    assert.match(stdout, /^ {2}openapi\.yaml:\d+:\d+: The reference .* was not fetched$/m);
    assert.match(stdout, /the contract has 1 problem, see above\n$/);
  });

  it('several faults at once, each with its place', async () => {
    const project = spoiled('portcullis.yaml', 'limit: 1200', 'limit: -1');
    project.edit('portcullis.yaml', 'limit: 3000', 'limit: many');
    const { stderr } = await project.run('policy', 'check');
    assert.equal(stderr.match(/portcullis\.yaml:3[45]:\d+: /g)?.length, 2, stderr);
  });

  it('a secret written into the policy, which is not repeated', async () => {
    const project = spoiled('portcullis.yaml', "'${file:actors/bob.password}'", 'hunter2-hunter2');
    const outcome = await project.run('policy', 'check');
    assertRefused(outcome, /portcullis\.yaml:\d+:\d+: .*\[POLICY_SECRET_INLINE\]/, '${env:NAME}');
    assert.ok(!outcome.stderr.includes('hunter2'));
  });

  it('a secret that is not there, when it is needed', async () => {
    const orchard = await startOrchard();
    const project = orchardProject(orchard.url);
    projects.push(project);
    project.edit('portcullis.yaml', "'${file:actors/bob.password}'", "'${env:BOB_PASSWORD}'");
    const narrow = ['pentest', '--checks', 'bola-read', '--operation', 'getOrder', '--fail-on', 'none'];
    const outcome = await project.run(...narrow);
    assert.match(outcome.stderr + outcome.stdout, /BOB_PASSWORD/);
    assert.ok(outcome.code === 2 || outcome.code === 3, String(outcome.code));
    await orchard.stop();
  });
});
