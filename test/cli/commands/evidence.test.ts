import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { assertRefused, exampleSecrets, orchardProject, type Project } from '../bench.js';

const own = `id: house
title: House rules
edition: '3'
publisher: Us
controls:
  - { id: '1', title: Assess, needs: It is assessed., evidence: [audit-runs, operation-inventory] }
`;

let project: Project;
before(async () => {
  project = orchardProject();
  project.write('my.yaml', own);
  await project.run('audit', '--quiet', '--fail-on', 'none');
  await project.run('keys', 'create', '--name', 'ci');
});
after(() => project.close());

describe('portcullis evidence', { concurrency: 2 }, () => {
  it('lists the frameworks', async () => {
    const { code, stdout } = await project.run('evidence');
    assert.equal(code, 0);
    for (const id of ['iso-27001', 'nist-800-228', 'owasp-api', 'pci-dss', 'soc2'])
      assert.match(stdout, new RegExp(`^${id} `, 'm'));
  });

  it('shows a framework on one screen: a line for each control, what is lacking, the way on', async () => {
    const { code, stdout } = await project.run('evidence', 'soc2');
    assert.equal(code, 0, stdout);
    const lines = stdout.trimEnd().split('\n');
    assert.ok(lines.length <= 46, `${lines.length} lines`);
    assert.ok(Math.max(...lines.map((line) => line.length)) <= 110);
    assert.match(stdout, /^CC6\.1 {2}Logical access +\d present, \d missing$/m);
    assert.match(stdout, /^\d+ evidence items: \d+ present, \d+ missing; supports, does not certify$/m);
    assert.match(lines.at(-1)!, /portcullis evidence soc2 --bundle evidence\.zip$/);
    assert.doesNotMatch(stdout, /%/);
  });

  it('takes a framework of the user, and names the place of an unknown item with the nearest name', async () => {
    const { code, stdout } = await project.run('evidence', './my.yaml');
    assert.equal(code, 0);
    assert.match(stdout, /^1 {2}Assess +2 present$/m);
    project.write('broken.yaml', own.replace('audit-runs', 'audit-run'));
    assertRefused(
      await project.run('evidence', './broken.yaml'),
      /^\.\/broken\.yaml:6:\d+: There is no evidence item "audit-run" \[FRAMEWORK_INVALID\]/,
      'did you mean "audit-runs"?',
    );
  });

  it('takes a period whose last day belongs to it', async () => {
    const { period } = await project.json<{ period: { from: string; to: string } }>(
      'evidence',
      './my.yaml',
      '--from',
      '2026-01-01',
      '--to',
      '2026-03-31',
    );
    assert.deepEqual(period, { from: '2026-01-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' });
  });

  it('refuses a period that is none, with the flag', async () => {
    assertRefused(await project.run('evidence', 'soc2', '--from', '2026-02-30'), '--from does not take "2026-02-30"');
    assertRefused(await project.run('evidence', 'soc2', '--to', 'soon'), '--to does not take "soon"');
    assertRefused(
      await project.run('evidence', 'soc2', '--from', '2026-03-01', '--to', '2026-02-01'),
      /--from .* is not before --to/,
    );
    assertRefused(
      await project.run('evidence', 'soc2', '--from', '2199-01-01', '--to', '2199-02-01'),
      /--from .* is in the future/,
    );
    assertRefused(await project.run('evidence', '--from', '2026-01-01'), 'Which framework?');
    assertRefused(await project.run('evidence', 'soc3'), 'did you mean "soc2"?');
  });

  it('writes OSCAL, CSV and HTML, each with the wording and without a secret', async () => {
    for (const format of ['oscal', 'csv', 'html', 'json']) {
      const { code, stdout } = await project.run('evidence', 'soc2', '--format', format);
      assert.equal(code, 0);
      assert.match(stdout, /supports an assessment; it does not certify/);
      for (const secret of exampleSecrets()) assert.ok(!stdout.includes(secret));
    }
  });

  it('writes a bundle that is readable for its owner only, and records it', async () => {
    const { code, stdout } = await project.run('evidence', './my.yaml', '--bundle', 'house.zip');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^house\.zip: \d+ files, \d+ records? of the log proved; recorded as audit-\d+$/m);
    assert.match(stdout, /^signed by portcullis-[0-9a-f]{12}\/control\+/m);
    assert.equal(fs.statSync(project.file('house.zip')).mode & 0o777, 0o600);
  });
});
