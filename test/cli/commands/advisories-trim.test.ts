import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, describe, it } from 'node:test';
import { npmLock } from '../../audit/describe-estate-rule.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

const entry = (id: string, name: string) => ({
  id,
  modified: '2026-11-20T00:00:00Z',
  affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
});
project.write('package-lock.json', npmLock({ left: {} }));
fs.mkdirSync(project.file('osv'));
project.write('osv/1.json', JSON.stringify(entry('GHSA-1', 'left')));
project.write('osv/2.json', JSON.stringify(entry('GHSA-2', 'right')));

describe('portcullis advisories trim', () => {
  it('keeps what is about the packages of the lockfile, and the audit reads it', async () => {
    const trimmed = await project.run(
      'advisories',
      'trim',
      'osv',
      '--lockfile',
      'package-lock.json',
      '--output',
      'mine.ndjson',
    );
    assert.equal(trimmed.code, 0, trimmed.stderr);
    assert.match(trimmed.stderr, /1 of 2 advisories kept, as of 2026-11-20/);
    const lines = project.read('mine.ndjson').trim().split('\n');
    assert.deepEqual(JSON.parse(lines[0]!), { portcullis: { takenOn: '2026-11-20' } });
    assert.equal((JSON.parse(lines[1]!) as { id: string }).id, 'GHSA-1');
    const audited = await project.run(
      'audit',
      '--only',
      'dependencies',
      '--advisories',
      'mine.ndjson',
      '--data',
      'unused',
    );
    assert.equal(audited.code, 1, audited.stderr);
    assert.match(audited.stdout, /left@1\.0\.0 \(needed at run time\): GHSA-1/);
  });

  it('refuses to go on without a lockfile, a snapshot, or with what is none', async () => {
    assertRefused(await project.run('advisories', 'trim', 'osv'), '--lockfile is missing');
    assertRefused(
      await project.run('advisories', 'trim', 'nowhere', '--lockfile', 'package-lock.json'),
      'does not exist',
    );
    assertRefused(
      await project.run('advisories', 'trim', 'actors', '--lockfile', 'package-lock.json'),
      '[ADVISORIES_INVALID]',
    );
    assertRefused(
      await project.run('advisories', 'trim', 'osv', '--lockfile', 'openapi.yaml'),
      '[LOCKFILE_UNSUPPORTED]',
    );
  });
});
