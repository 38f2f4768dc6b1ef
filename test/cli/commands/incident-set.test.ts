import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Incident } from '../../../src/incidents/incident.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
before(() => project.run('incident', 'open', '--title', 'Leaked key', '--lead', 'ann'));
after(() => project.close());

describe('portcullis incident set', () => {
  it('changes what is given, and leaves the rest', async () => {
    const words = ['--state', 'contained', '--severity', 'critical', '--scribe', 'bob'];
    const incident = await project.json<Incident>('incident', 'set', '1', ...words);
    assert.deepEqual(
      [incident.state, incident.severity, incident.roles],
      ['contained', 'critical', { lead: 'ann', scribe: 'bob' }],
    );
    assert.ok(incident.clocks.containedAt !== undefined);
    const { stdout } = await project.run('incident', 'show', '1');
    assert.match(stdout, /change: .*severity high -> critical/);
  });

  it('loses no change of two that are made at once', async () => {
    await Promise.all([
      project.run('incident', 'set', '1', '--lead', 'carl'),
      project.run('incident', 'set', '1', '--communication', 'dora'),
    ]);
    const [incident] = await project.json<readonly Incident[]>('incident', 'list');
    assert.deepEqual(incident?.roles, { lead: 'carl', scribe: 'bob', communication: 'dora' });
  });

  it('asks for something to change', async () => {
    assertRefused(await project.run('incident', 'set', '1'), /nothing is to be changed/);
    assertRefused(await project.run('incident', 'set', '1', '--state', 'closed'), /--state does not know "closed"/);
  });
});
