import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';
import { notice } from './noticed.js';

const project = orchardProject();
before(async () => {
  await notice(project);
  await project.run('incident', 'open', '--detection', '384032a4');
  await project.run('incident', 'open', '--title', 'Leaked key');
});
after(() => project.close());

describe('portcullis incident runbook', () => {
  it('lists them', async () => {
    const { stdout } = await project.run('incident', 'runbook');
    assert.match(stdout, /^1 +leaked-api-key +A key is/m);
    assert.match(stdout, /^14 +expired-certificate/m);
  });

  it('shows one with its commands, goals and sources', async () => {
    const { stdout } = await project.run('incident', 'runbook', '4');
    assert.match(stdout, /^4\. Objects of others are read\n/);
    assert.match(stdout, /^ {4}portcullis detections apply "\$DETECTION" block$/m);
    assert.match(stdout, /contain within 15 min/);
    assert.match(stdout, /CWE-639/);
    assertRefused(await project.run('incident', 'runbook', 'leaked-api-kee'), /did you mean "leaked-api-key"/);
  });

  it('fills in what a record knows; a record from a detection names its runbook', async () => {
    const { stdout } = await project.run('incident', 'runbook', '--incident', '1');
    assert.match(stdout, /^8\. Shadow or unauthenticated operation\n/);
    assert.match(stdout, /^ {4}INCIDENT='1'$/m);
    const other = await project.run('incident', 'runbook', 'bola-exfiltration', '--incident', '1');
    assert.match(other.stdout, /^ {4}DETECTION='01a210c1-.*384032a4'$/m);
    assert.match(other.stdout, /^ {4}OPERATION='' {2}# operation/m);
    assertRefused(await project.run('incident', 'runbook', '--incident', '2'), /incident 2 names no runbook/);
  });

  it('is set on a record by name', async () => {
    await project.run('incident', 'set', '2', '--runbook', '1');
    assert.match((await project.run('incident', 'runbook', '--incident', '2')).stdout, /^1\. Leaked API key\n/);
    assertRefused(await project.run('incident', 'set', '2', '--runbook', 'x'), /There is no runbook "x"/);
  });
});
