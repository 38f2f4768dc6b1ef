import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { load } from 'js-yaml';
import { SaxesParser } from 'saxes';
import { commands } from '../../src/cli/commands.js';
import { filesUnder, listed, read, root } from '../house/repository.js';
import { makeRunner, type Runner } from './runner.js';
import { runScript } from './workflow-run.js';

const runners: Runner[] = [];
after(() => Promise.all(runners.map(({ project }) => project.close())));

function newRunner(): Runner {
  const runner = makeRunner();
  runners.push(runner);
  return runner;
}

/** Fails where the file is not well-formed; answers the number of failed cases. */
function failuresIn(file: string): number {
  let failures = 0;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => void (failures += name === 'failure' ? 1 : 0));
  parser.write(fs.readFileSync(file, 'utf8')).close();
  return failures;
}

describe('the files of integrations/', () => {
  const files = [...filesUnder('integrations', ''), '.pre-commit-hooks.yaml'];

  it('name no flag that their command does not have', () => {
    const all = ['--policy', '--data', '--format', '--output', '--quiet', '--no-color'];
    const breaches = files.flatMap((file) =>
      [...read(file).matchAll(/\b(?:portcullis|attempt|"\$@") (audit|pentest)\b([^\n]*)/g)].flatMap(([, id, line]) => {
        const own = Object.values(commands.get(id!)!.options).flatMap(({ flags }) => flags.match(/--[a-z-]+/g) ?? []);
        const used = line!.match(/(?<=\s)--[a-z-]+/g) ?? [];
        return used.filter((flag) => ![...own, ...all].includes(flag)).map((flag) => `${file}: ${id} has no ${flag}`);
      }),
    );
    assert.equal(breaches.length, 0, listed(breaches));
    assert.ok(files.length >= 5, listed(files));
  });

  it('gather flags of the action that its commands have', () => {
    const text = read('integrations/github/action.yml');
    const gathered = [...text.matchAll(/(?:flags|common)\+?=\(([^)]*)\)/g)].flatMap(
      ([, one]) => one!.match(/--[a-z-]+/g) ?? [],
    );
    const known = ['audit', 'pentest'].flatMap((id) =>
      Object.values(commands.get(id)!.options).flatMap(({ flags }) => flags.match(/--[a-z-]+/g) ?? []),
    );
    assert.ok(gathered.length > 8);
    assert.deepEqual(
      gathered.filter((flag) => ![...known, '--policy', '--quiet'].includes(flag)),
      [],
    );
  });
});

interface GitlabJob {
  readonly extends?: string;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly artifacts?: { readonly reports: { readonly junit: string } };
}

describe('the template of integrations/gitlab', () => {
  const file = load(read('integrations/gitlab/portcullis.gitlab-ci.yml')) as Readonly<Record<string, GitlabJob>> & {
    readonly variables: Readonly<Record<string, string>>;
  };
  const base = file['.portcullis']!;
  const run = (job: string, runner: Runner, variables: Readonly<Record<string, string>>) =>
    runScript([...base.before_script!, ...file[job]!.script!].join('\n'), {
      cwd: runner.project.folder,
      env: { ...runner.env, ...file.variables, ...variables },
      // As GitLab's runner has it in images without bash.
      shell: ['sh', '-e'],
    });

  it('audits with the package that is named, leaves JUnit and HTML, and fails as Portcullis does', async () => {
    const runner = newRunner();
    const { code, printed } = await run('portcullis-audit', runner, { PORTCULLIS_PACKAGE: 'portcullis@1.2.3' });
    assert.equal(code, 1, printed);
    assert.ok(failuresIn(runner.project.file('portcullis-reports/audit.xml')) > 10);
    assert.match(runner.project.read('portcullis-reports/audit.html'), /<h1>Portcullis audit: \d+ high/);
    assert.match(runner.asked()[0]!, /^npx --yes --package portcullis@1\.2\.3 -- portcullis audit/);
  });

  it('uses the dependency of the project where no package is named', async () => {
    const runner = newRunner();
    const { code } = await run('portcullis-audit', runner, { PORTCULLIS_FAIL_ON: 'none' });
    assert.equal(code, 0);
    assert.match(runner.asked()[0]!, /^npm ci --ignore-scripts/);
    assert.match(runner.asked()[1]!, /^npx --no-install portcullis audit/);
  });

  it('has jobs that extend what is there and hand JUnit to the merge request', () => {
    for (const [name, { extends: from }] of Object.entries(file)) assert.ok(from === undefined || file[from], name);
    assert.equal(base.artifacts!.reports.junit, 'portcullis-reports/*.xml');
  });
});

describe('the hook of integrations/git', () => {
  const hook = path.join(root, 'integrations/git/pre-commit');

  /** A repository with the example committed and the hook in force. */
  function repository(): { readonly runner: Runner; git(...args: readonly string[]): string } {
    const runner = newRunner();
    const { project, env } = runner;
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
    const git = (...args: readonly string[]) =>
      execFileSync('git', [...identity, ...args], { cwd: project.folder, env, encoding: 'utf8', stdio: 'pipe' });
    git('init', '-q');
    git('add', 'openapi.yaml', 'portcullis.yaml', 'actors');
    git('commit', '-qm', 'first');
    fs.copyFileSync(hook, project.file('.git/hooks/pre-commit'));
    fs.chmodSync(project.file('.git/hooks/pre-commit'), 0o755);
    return { runner, git };
  }

  it('can be run, by a plain shell', () => {
    assert.ok(fs.statSync(hook).mode & 0o100, 'chmod +x integrations/git/pre-commit');
    execFileSync('sh', ['-n', hook]);
  });

  it('looks at nothing when no contract or policy is in the commit', () => {
    const { runner, git } = repository();
    runner.project.write('notes.txt', 'x');
    git('add', 'notes.txt');
    git('commit', '-qm', 'notes');
    assert.deepEqual(runner.asked(), []);
  });

  it('lets a commit pass that brings nothing new, whatever was there before, and stops one that does', () => {
    const { runner, git } = repository();
    runner.project.edit('openapi.yaml', 'title: Orchard', 'title: Orchard shop');
    git('add', 'openapi.yaml');
    git('commit', '-qm', 'title');
    assert.match(runner.asked()[0]!, /^npx --no-install portcullis audit --fail-on high --changed-since HEAD$/);
    runner.project.edit(
      'openapi.yaml',
      '/orders/{orderId}:',
      '/admin/backups:\n    get: { operationId: listBackups, responses: { "200": { description: ok } } }\n  /orders/{orderId}:',
    );
    git('add', 'openapi.yaml');
    assert.throws(
      () => git('commit', '-qm', 'backups'),
      ({ stdout, stderr }: { stdout: string; stderr: string }) => /backups/.test(stdout + stderr),
    );
  });
});

describe('.pre-commit-hooks.yaml', () => {
  it('is a hook whose entry is the program of the package, on files of contracts', () => {
    const [one] = load(read('.pre-commit-hooks.yaml')) as readonly (Readonly<Record<string, string>> & {
      readonly args: readonly string[];
    })[];
    const { bin } = JSON.parse(read('package.json')) as { bin: Readonly<Record<string, string>> };
    assert.equal(one!['language'], 'node');
    assert.ok(Object.hasOwn(bin, one!['entry']!.split(' ')[0]!));
    const flags = Object.values(commands.get('audit')!.options).map((option) => option.flags);
    assert.ok(flags.some((text) => text.startsWith(`${one!.args[0]} `)));
    const files = new RegExp(one!['files']!);
    assert.deepEqual(
      ['api/openapi.yaml', 'a.yml', 'b.json', 'c.graphql', 'd.ts', 'yaml'].map((file) => files.test(file)),
      [true, true, true, true, false, false],
    );
  });
});

describe('the pipeline of integrations/jenkins', () => {
  const text = read('integrations/jenkins/Jenkinsfile');
  const scripts = [...text.matchAll(/sh '''\n([\s\S]*?)'''/g)].map((match) => match[1]!);

  it('closes what it opens', () => {
    const code = text.replaceAll(/'''[\s\S]*?'''|'[^'\n]*'|\/\/.*/g, '');
    let depth = 0;
    for (const character of code) {
      if (character === '{') depth++;
      if (character === '}') assert.ok(--depth >= 0);
    }
    assert.equal(depth, 0);
    assert.ok(!code.includes("'"));
  });

  it('audits, leaves the JUnit report that it then reads, and fails as Portcullis does', async () => {
    assert.equal(scripts.length, 2);
    const runner = newRunner();
    const env = { ...runner.env, PORTCULLIS_FAIL_ON: 'high' };
    const { code, printed } = await runScript(scripts[0]!, { cwd: runner.project.folder, env, shell: ['sh', '-xe'] });
    assert.equal(code, 1, printed);
    assert.ok(failuresIn(runner.project.file('portcullis-reports/audit.xml')) > 10);
    assert.match(text, /junit testResults: 'portcullis-reports\/\*\.xml'/);
  });
});
