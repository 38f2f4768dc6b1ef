import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
before(async () => {
  await project.run('incident', 'open', '--title', 'Leaked key', '--data-classes', 'email', '--lead', 'ann');
  await project.run('keys', 'create', '--name', 'partner', '--roles', 'customer');
});
after(() => project.close());

describe('portcullis incident show', () => {
  it('shows the clocks, the deadline of the law and what was done, in one order', async () => {
    const [key] = await project.json<readonly { readonly id: string }[]>('keys', 'list');
    await project.run('keys', 'revoke', key!.id);
    await project.run('incident', 'set', '1', '--state', 'contained');
    const { stdout } = await project.run('incident', 'show', '1');
    assert.match(stdout, /^incident 1: Leaked key {2}high, contained$/m);
    assert.match(
      stdout,
      /^ {2}deadline +data protection authority \(GDPR 33\): .* UTC, (?:71 h 5\d min|2 days|3 days|72 h) left$/m,
    );
    assert.match(stdout, /clocks .*contained after \d+ s/);
    assert.match(stdout, /opened: Leaked key[^]*key revoked \S+ \(audit log \d+\)[^]*change: state open -> contained/);
    assert.doesNotMatch(stdout, /key created/, 'what is no answer to an attack is left out');
  });

  it('follows the deadlines of the policy', async () => {
    const before = project.read('portcullis.yaml');
    project.write('portcullis.yaml', `${before}\nincidents: { deadlines: { card scheme: 24 } }\n`);
    assert.match(
      (await project.run('incident', 'show', '1')).stdout,
      /deadline +card scheme: .* (?:23 h 5\d min|24 h) left/,
    );
    project.write('portcullis.yaml', `${before}\nincidents: { deadlines: { card scheme: 0 } }\n`);
    assertRefused(await project.run('incident', 'show', '1'), /portcullis\.yaml:\d+:\d+/);
    project.write('portcullis.yaml', before);
  });

  it('knows numbers only, and those that there are', async () => {
    assertRefused(await project.run('incident', 'show', 'x'), /"x" is no number of an incident/);
    assertRefused(await project.run('incident', 'show', '7'), /there is no incident 7/);
  });
});
