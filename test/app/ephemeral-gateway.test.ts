import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { after, describe, it } from 'node:test';
import { startEphemeralGateway } from '../../src/app/ephemeral-gateway.js';
import { orchardProject } from '../cli/bench.js';

const project = orchardProject();
after(() => project.close());

const folders = () => fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('portcullis-proof-'));

/** Worker processes of this test process. */
function workers(): readonly string[] {
  try {
    return execFileSync('pgrep', ['-P', String(process.pid), '-f', 'worker.mjs'])
      .toString()
      .trim()
      .split('\n');
  } catch {
    return [];
  }
}

describe('a gateway for the time of a proof', () => {
  it('judges by the policy on disk, has a log of its own, and leaves neither process nor folder', async () => {
    const before = folders();
    const gateway = await startEphemeralGateway(project.file('portcullis.yaml'), project.file('.portcullis'));
    assert.equal(workers().length, 1);
    const response = await fetch(`${gateway.url}/orders/1`);
    assert.equal(response.status, 401);
    await gateway.drain();
    const [event] = await gateway.events.byExchange(response.headers.get('x-request-id')!);
    assert.equal(event?.guard, 'authenticate');
    await gateway.close();
    await assert.rejects(fetch(`${gateway.url}/orders/1`));
    assert.deepEqual(workers(), []);
    assert.deepEqual(folders(), before);
  });

  it('leaves neither when it does not take the policy, and says where that is wrong', async () => {
    const before = folders();
    project.write('broken.yaml', project.read('portcullis.yaml').replace('mode: enforce', 'mode: enforced'));
    await assert.rejects(
      startEphemeralGateway(project.file('broken.yaml'), project.file('.portcullis')),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'POLICY_INVALID');
        assert.match(error.message, /broken\.yaml:\d+:\d+: /);
        return true;
      },
    );
    assert.deepEqual(workers(), []);
    assert.deepEqual(folders(), before);
  });
});
