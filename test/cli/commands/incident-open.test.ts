import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Incident } from '../../../src/incidents/incident.js';
import { assertRefused, orchardProject } from '../bench.js';
import { detection, notice } from './noticed.js';

const project = orchardProject();
before(() => notice(project));
after(() => project.close());

describe('portcullis incident open', () => {
  it('takes over from a detection what it knows', async () => {
    const incident = await project.json<Incident>('incident', 'open', '--detection', '384032a4', '--lead', 'ann');
    assert.deepEqual(
      [incident.number, incident.title, incident.severity, incident.state, incident.roles['lead']],
      [1, 'Decoy touched', 'high', 'open', 'ann'],
    );
    assert.equal(incident.clocks.detectedAt, detection.time);
    assert.deepEqual(incident.detections, [detection.id]);
  });

  it('takes what a person knows', async () => {
    const words = ['--title', 'Key in a repository', '--severity', 'critical', '--data-classes', 'email,name'];
    const { code, stdout } = await project.run('incident', 'open', ...words, '--aware-at', '2026-11-20T08:00Z');
    assert.equal(code, 0);
    assert.match(stdout, /^incident 2 is open: Key in a repository \(critical\)$/m);
  });

  it('asks for a title when there is no detection, and knows the detections that there are', async () => {
    assertRefused(await project.run('incident', 'open'), /needs a title.*\n.*--title or --detection/);
    assertRefused(await project.run('incident', 'open', '--detection', 'ffffffff'), /NOT_FOUND/);
    assertRefused(await project.run('incident', 'open', '--severity', 'bad'), /--severity does not know "bad"/);
  });

  it('leaves nothing readable of it on the disk', () => {
    const folder = project.file('.portcullis');
    const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);
    const found = files.filter(
      (file) => fs.statSync(file).isFile() && fs.readFileSync(file).includes('Key in a repository'),
    );
    assert.deepEqual(found, []);
  });
});
