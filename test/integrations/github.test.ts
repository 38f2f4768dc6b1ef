import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../app/free-port.js';
import { root } from '../house/repository.js';
import { startGithubApi, type GithubApi } from './github-api.js';
import { makeRunner, type Runner } from './runner.js';
import { action, runAction, runScript, type Result } from './workflow-run.js';

const token = 'ghs_a-token-of-the-test';
const runners: Runner[] = [];
let api: GithubApi;

before(async () => void (api = await startGithubApi()));
after(async () => {
  api.close();
  await Promise.all(runners.map(({ project }) => project.close()));
});

async function workflow(
  inputs: Readonly<Record<string, string>>,
  changePolicy: (text: string) => string = (text) => text,
): Promise<Result & { readonly runner: Runner }> {
  const runner = makeRunner();
  runners.push(runner);
  const { project, env } = runner;
  project.write('portcullis.yaml', changePolicy(project.read('portcullis.yaml')));
  const result = await runAction(
    { package: 'portcullis-1.2.3.tgz', token, ...inputs },
    {
      cwd: project.folder,
      env: {
        ...env,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: api.url,
        GITHUB_EVENT_PATH: project.file('.runner/temp/event.json'),
        GITHUB_JOB: 'test',
        GITHUB_REF: 'refs/pull/7/merge',
        GITHUB_REPOSITORY: 'acme/orders',
        GITHUB_SHA: '0'.repeat(40),
        GITHUB_STEP_SUMMARY: project.file('.runner/temp/summary.md'),
        GITHUB_WORKFLOW: 'ci',
        GITHUB_WORKSPACE: project.folder,
      },
    },
  );
  return { ...result, runner };
}

/** Not in the log, nor in any file that a later step could read; GitHub alone got it. */
function assertNobodySees(secret: string, printed: string, { project }: Runner): void {
  assert.ok(!printed.includes(secret));
  const files = fs.readdirSync(project.folder, { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of files.filter((one) => one.isFile()))
    assert.ok(!fs.readFileSync(path.join(parentPath, name), 'utf8').includes(secret), name);
  assert.ok(api.calls.every(({ authorization }) => authorization === `Bearer ${secret}`));
}

describe('the action of integrations/github', () => {
  it('describes every input, gives each a default, and uses each', () => {
    assert.equal(action.runs.using, 'composite');
    const used = JSON.stringify(action.runs.steps);
    for (const [name, input] of Object.entries(action.inputs)) {
      assert.ok(input.description.length > 10, name);
      assert.equal(typeof input.default, 'string', name);
      assert.ok(used.includes(`inputs.${name}`), `${name} does nothing`);
    }
  });

  it('makes no command of an input: scripts read the environment', () => {
    for (const { name, run, shell } of action.runs.steps) {
      assert.ok(!run.includes('${{'), name);
      assert.equal(shell, 'bash', name);
    }
  });

  it('audits, hands the findings to code scanning, comments, and fails as Portcullis does', async () => {
    const { code, printed, outputs, runner } = await workflow({});
    assert.equal(code, 1, printed);
    assert.equal(outputs['steps.run.outputs.exit-code'], '1');
    assert.match(
      runner.asked().join('\n'),
      /^npm install --prefix .* --ignore-scripts .* -- portcullis-1\.2\.3\.tgz$/m,
    );
    const upload = api.calls.find(({ path }) => path === '/repos/acme/orders/code-scanning/sarifs')!;
    assert.equal(upload.body['ref'], 'refs/pull/7/merge');
    const log = JSON.parse(api.uploads()[0]!) as { runs: { results: unknown[] }[] };
    assert.ok(log.runs[0]!.results.length > 10);
    assert.equal(api.comments.length, 1);
    assert.match(api.comments[0]!.body, /^<!-- portcullis ci\/test -->\n### Portcullis audit: \d+ high/);
    assert.match(
      fs.readFileSync(runner.project.file('.runner/temp/summary.md'), 'utf8'),
      /^### Portcullis audit: \d+ high/,
    );
    assert.match(printed, /^### Portcullis audit/m, 'the log of the job has the findings as well');
    assertNobodySees(token, printed, runner);
  });

  it('changes the comment that is there, wherever among others it stands', async () => {
    const own = api.comments.findIndex(({ body }) => body.startsWith('<!-- portcullis ci/test -->'));
    const others = Array.from({ length: 120 }, (_, i) => ({
      id: 1000 + i,
      user: { type: 'User' },
      body: 'looks good',
    }));
    const forged = { id: 999, user: { type: 'User' }, body: '<!-- portcullis ci/test -->\nAll is well.' };
    api.comments.unshift(forged, ...others.slice(1));
    const before = api.comments.length;
    const { code } = await workflow({ 'fail-on': 'none', level: 'strict' });
    assert.equal(code, 0);
    assert.equal(api.comments.length, before);
    assert.match(api.comments[120 + own]!.body, /\d+ low/);
    assert.match(forged.body, /All is well/, 'a comment of a person is not ours, whatever it begins with');
  });

  it('warns and goes on where the token may not write, as for a pull request from a fork', async () => {
    api.isReadOnly = true;
    const { code, printed } = await workflow({ 'fail-on': 'none' });
    api.isReadOnly = false;
    assert.equal(code, 0, printed);
    assert.match(printed, /^::warning title=Portcullis::code scanning did not take audit\.sarif \(HTTP 403\)/m);
    assert.match(printed, /^::warning title=Portcullis::no comment/m);
  });

  it('sends nothing anywhere when it is told not to, and prints annotations instead', async () => {
    const calls = api.calls.length;
    const { code, printed } = await workflow({ 'upload-sarif': 'false', comment: 'false', 'fail-on': 'critical' });
    assert.equal(code, 0, printed);
    assert.equal(api.calls.length, calls);
    assert.match(printed, /^::error file=\S+,line=\d+,col=\d+,title=/m);
  });

  it('runs the pentest alone when it is asked to, and says that nothing listens at the target', async () => {
    const { code, printed } = await workflow({ audit: 'false', pentest: 'true', 'fail-on': 'none', comment: 'false' });
    assert.equal(code, 3, printed);
  });

  it('starts the API, waits until it answers, attacks it, comments, and stops it', async () => {
    const port = await freePort();
    const inputs = { audit: 'false', pentest: 'true', safety: 'read-only', 'fail-on': 'critical', 'min-reached': '50' };
    const start = `sleep 1; exec node ${JSON.stringify(path.join(root, 'dist', 'orchard.mjs'))} --port ${port}`;
    const url = `http://127.0.0.1:${port}`;
    const { code, printed } = await workflow({ ...inputs, start, 'wait-for': `${url}/products` }, (text) =>
      text.replaceAll('http://127.0.0.1:1', url),
    );
    assert.equal(code, 1, printed);
    assert.match(printed, /^the API answers with 200$/m);
    assert.match(printed, /^### Portcullis pentest: \d+ critical/m);
    assert.match(api.comments.at(-1)!.body, /Portcullis pentest: \d+ critical/);
    await assert.rejects(fetch(`${url}/products`), 'it was stopped');
  });

  it('says what the API said when it does not come up', async () => {
    const start = 'echo "no database"; exit 1';
    const { code, printed } = await workflow({
      audit: 'false',
      pentest: 'true',
      start,
      'wait-for': 'http://127.0.0.1:1/',
    });
    assert.equal(code, 3, printed);
    assert.match(printed, /^no database$/m);
    assert.match(printed, /^::error title=Portcullis::the API did not come up/m);
  });

  it('takes contracts, one a line', async () => {
    const { code, printed } = await workflow({ contracts: 'openapi.yaml\n', comment: 'false' });
    assert.equal(code, 1, printed);
    assert.match(printed, /openapi\.yaml/);
  });

  it('says which input was wrong, and runs nothing of it', async () => {
    const { code, printed, runner } = await workflow({ 'fail-on': '"; touch owned; "', comment: 'false' });
    assert.equal(code, 2);
    assert.match(printed, /--fail-on/);
    assert.ok(!fs.existsSync(runner.project.file('owned')));
  });

  it('builds the source of its own revision where no package is named', async () => {
    const runner = makeRunner();
    runners.push(runner);
    const { project, env } = runner;
    fs.mkdirSync(project.file('source/integrations/github'), { recursive: true });
    fs.mkdirSync(project.file('source/dist'));
    fs.symlinkSync(env['PORTCULLIS_MAIN']!, project.file('source/dist/main.mjs'));
    const more = { PACKAGE: '', GITHUB_ACTION_PATH: project.file('source/integrations/github') };
    const done = await runScript(action.runs.steps[0]!.run, { cwd: project.folder, env: { ...env, ...more } });
    assert.equal(done.code, 0, done.printed);
    assert.match(done.printed, /^\d+\.\d+\.\d+$/m);
    const [install, build] = runner.asked();
    assert.match(install!, /^npm ci --ignore-scripts/);
    assert.equal(build, 'npm run --silent build');
  });
});
