import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, describe, it } from 'node:test';
import type { Run } from '../../../src/core/finding.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis audit', { concurrency: 2 }, () => {
  it('lists findings worst first, counts them last, and exits 1 because of those that are high', async () => {
    const { code, stdout, stderr } = await project.run('audit');
    assert.equal(code, 1);
    assert.equal(stderr, '');
    assert.match(stdout, /^high {6}Administration is open to ordinary callers {2}· {2}\d+ findings$/m);
    assert.match(stdout, /^ {10}[0-9a-f]{8} {2}openapi\.yaml:\d+:\d+ {2}POST \/products is an operation/m);
    assert.ok(stdout.trimEnd().split('\n').length <= 60);
    assert.match(stdout.trimEnd().split('\n').at(-1)!, /^\d+ findings: \d+ high, \d+ medium$/);
  });

  it('exits 0 when nothing is as severe as --fail-on, and when --fail-on is none', async () => {
    assert.equal((await project.run('audit', '--fail-on', 'critical')).code, 0);
    assert.equal((await project.run('audit', '--fail-on', 'none')).code, 0);
    assert.equal((await project.run('audit', '--fail-on', 'medium')).code, 1);
  });

  it('writes one JSON document with the whole run', async () => {
    const run = await project.json<Run>('audit');
    assert.equal(run.kind, 'audit');
    assert.equal(run.outcome, 'complete');
    assert.ok(run.findings.length > 10);
  });

  it('writes SARIF to --output and nothing to standard output', async () => {
    const { code, stdout } = await project.run('audit', '--format', 'sarif', '--output', 'reports/audit.sarif');
    assert.equal(code, 1);
    assert.equal(stdout, '');
    const log = JSON.parse(project.read('reports/audit.sarif')) as { version: string };
    assert.equal(log.version, '2.1.0');
    assert.equal(fs.statSync(project.file('reports/audit.sarif')).mode & 0o777, 0o600, 'for its owner only');
  });

  it('shows more with each --level', async () => {
    const [normal, all] = await Promise.all([project.json<Run>('audit'), project.json<Run>('audit', '--level', 'all')]);
    assert.ok(all.findings.length > normal.findings.length);
    assert.ok(!normal.findings.some(({ severity }) => severity === 'low' || severity === 'info'));
  });

  it('writes the fixes of the contract beside it, and changes it only with --write', async () => {
    const contract = project.read('openapi.yaml');
    fs.writeFileSync(
      project.file('shop.yaml'),
      contract.replace(/^servers:/m, 'servers:\n  - url: http://shop.example'),
    );
    const flags = ['shop.yaml', '--fix', '--fail-on', 'none'];
    assert.match((await project.run('audit', ...flags, '--dry-run')).stdout, /1 change of shop\.yaml, not written/);
    assert.ok(!fs.existsSync(project.file('shop.patch.json')));
    assert.match((await project.run('audit', ...flags)).stdout, /in shop\.patch\.json$/m);
    assert.deepEqual(JSON.parse(project.read('shop.patch.json')), [
      { op: 'replace', path: '/servers/0/url', value: 'https://shop.example' },
    ]);
    assert.match((await project.run('audit', ...flags, '--write')).stdout, /1 change written into shop\.yaml/);
    assert.match(project.read('shop.yaml'), /url: "https:\/\/shop\.example"/);
  });

  it('refuses to say how fixes are written when none are asked for', async () => {
    for (const flag of ['--write', '--dry-run', '--narrow']) assertRefused(await project.run('audit', flag), 'USAGE');
  });

  it('assesses contracts that are named, and records nothing of them', async () => {
    const run = await project.json<Run>('audit', 'openapi.yaml', '--data', 'unused');
    assert.ok(run.findings.length > 0);
    assert.ok(!fs.existsSync(project.file('unused')));
  });

  it('reports an accepted finding as accepted, and fails no build for it', async () => {
    const data = ['--data', 'triaged'];
    const { findings } = await project.json<Run>('audit', ...data);
    for (const { fingerprint } of findings.filter(({ severity }) => severity === 'high')) {
      const reason = ['--reason', 'mended next week', '--expires', '2099-01-01'];
      assert.equal((await project.run('findings', 'set', fingerprint, 'accepted', ...reason, ...data)).code, 0);
    }
    const { code, stdout } = await project.run('audit', ...data);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^\d+ accepted or false positive, not shown$/m);
  });

  it('exits 1 when there are more findings of a severity than --max-findings allows, and says so', async () => {
    const { code, stdout } = await project.run('audit', '--fail-on', 'none', '--max-findings', 'high=3,critical=0');
    assert.equal(code, 1);
    assert.match(stdout, /^\d+ high findings, and --max-findings allows 3$/m);
    assert.equal((await project.run('audit', '--fail-on', 'none', '--max-findings', 'high=999')).code, 0);
  });

  it('fails nothing that the baseline knows, and fails what is new', async () => {
    const data = ['--data', 'baselined', '--baseline', 'audit-baseline.json'];
    assert.equal((await project.run('audit', ...data, '--update-baseline')).code, 0);
    assert.equal((await project.run('audit', ...data)).code, 0);
    const { version, fingerprints } = JSON.parse(project.read('audit-baseline.json')) as {
      version: number;
      fingerprints: string[];
    };
    project.write('shorter.json', JSON.stringify({ version, fingerprints: fingerprints.slice(1) }));
    const { stdout } = await project.run('audit', ...data.slice(0, 3), 'shorter.json');
    assert.match(stdout, /^\d+ findings known from shorter\.json$/m);
    assert.match(stdout, /^1 finding: 1 \w+$/m);
  });

  it('says what it lacks for --baseline and --changed-since', async () => {
    assertRefused(
      await project.run('audit', '--baseline', 'none.json'),
      /none\.json cannot be read[^]*--update-baseline/,
    );
    assertRefused(await project.run('audit', '--update-baseline'), /--update-baseline needs the file/);
    assertRefused(await project.run('audit', '--changed-since', 'main'), /--changed-since needs a git repository/);
    assertRefused(await project.run('audit', '--max-findings', 'hihg=1'), /--max-findings does not take[^]*"high"/);
  });

  it('refuses what it cannot read and values it does not know, with the nearest right one', async () => {
    assertRefused(await project.run('audit', 'missing.yaml'), /missing\.yaml does not exist \[FILE_UNREADABLE\]/);
    assertRefused(
      await project.run('audit', '--fail-on', 'hihg'),
      /--fail-on does not know "hihg"/,
      'did you mean "high"?',
    );
    assertRefused(await project.run('audit', '--level', 'strickt'), /--level/, 'did you mean "strict"?');
    assertRefused(await project.run('audit', '--format', 'sariff'), /--format/, 'did you mean "sarif"?');
  });
});
