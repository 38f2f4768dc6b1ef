import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Run } from '../../../src/core/finding.js';
import type { SecurityEvent } from '../../../src/core/events.js';
import type { StoredFinding } from '../../../src/store/store.js';
import { assertRefused, logIn, orchardProject, startOrchard, type Orchard, type Project } from '../bench.js';

let orchard: Orchard;
let project: Project;
let id: string;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  const run = await project.json<Run>('pentest', '--checks', 'bola-read', '--operation', 'getOrder', '--seed', '1');
  id = run.findings[0]!.fingerprint;
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const short = () => id.slice(0, 8);
const patchFile = 'portcullis.patches.yaml';

describe('portcullis patch', () => {
  it('shows the lines, the guard and the last day, and changes nothing', async () => {
    const { code, stdout } = await project.run('patch', short());
    assert.equal(code, 0);
    assert.match(stdout, /^\+ {3}- id: patch-[0-9a-f]{8}$/m);
    assert.match(
      stdout,
      /guard object-owner, until \d{4}-\d{2}-\d{2}\. Put it in force: portcullis patch \w+ --apply\n$/,
    );
    assert.throws(() => project.read(patchFile), /ENOENT/);
  });

  it('is in force at the running gateway when --apply has ended, and people own their policy', async () => {
    const policy = project.read('portcullis.yaml');
    const gateway = await project.start();
    const [token, order] = [await logIn(orchard.url, 'bob'), '1001'];
    const read = () => fetch(`${gateway.url}/orders/${order}`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await read()).status, 200);
    const { code, stdout } = await project.run('patch', short(), '--apply');
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`in force at ${gateway.url}, until .* Prove it: portcullis prove ${short()}\\n$`));
    const denied = await read();
    assert.equal(denied.status, 404);
    assert.match(await denied.text(), /urn:portcullis:denial:object-not-owned/);
    await gateway.stop();
    assert.equal(project.read('portcullis.yaml'), policy);
    const [event] = await project.json<readonly SecurityEvent[]>('events', '--kind', 'patch_applied');
    assert.equal(event?.detail?.['finding'], id);
  });

  it('says the same when called again, as JSON too', async () => {
    assert.match((await project.run('patch', short(), '--apply')).stdout, /portcullis\.patches\.yaml has it already/);
    const shown = await project.json<{ kind: string; applied: boolean; patch: { because: string } }>('patch', short());
    assert.deepEqual([shown.kind, shown.applied, shown.patch.because], ['patch', true, id]);
  });

  it('exits 1 with the way out when a gateway cannot close the finding', async () => {
    await project.run('audit');
    const listed = await project.json<readonly StoredFinding[]>('findings');
    const audited = listed.find(({ finding }) => finding.source === 'audit')!;
    const { code, stdout } = await project.run('patch', audited.finding.fingerprint);
    assert.equal(code, 1);
    assert.match(stdout, /^no patch: /m);
    assert.ok(stdout.includes(`fix: ${audited.finding.remedy}`));
  });

  it('refuses a finding that is not there', async () => {
    assertRefused(await project.run('patch', 'zzzz'), 'There is no finding zzzz');
    assertRefused(await project.run('patch'), /missing required argument 'finding'/);
  });
});
