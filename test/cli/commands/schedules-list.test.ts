import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import type { ScheduleState } from '../../../src/app/schedules.js';
import { orchardProject, startOrchard, type Orchard, type Project } from '../bench.js';

let orchard: Orchard;
let project: Project;
before(async () => {
  orchard = await startOrchard('--fixed');
  project = orchardProject(orchard.url);
});
after(async () => {
  await project.close();
  await orchard.stop();
});

describe('portcullis schedules', () => {
  it('says when nothing runs by itself', async () => {
    assert.match((await project.run('schedules')).stdout, /^nothing runs by itself/);
  });

  it('shows what comes next, and how a run ended that the gateway did when its policy changed', async () => {
    const schedules = `\nschedules:
  nightly: { run: pentest, cron: '0 3 * * *', safety: writes }
  proofs: { run: prove, onPolicyChange: true }\n`;
    project.write('portcullis.yaml', project.read('portcullis.yaml') + schedules);
    const gateway = await project.start();
    process.kill(gateway.pid, 'SIGHUP');
    const done = /schedule proofs: portcullis prove --all --changed: done/;
    for (const end = Date.now() + 20_000; !done.test(gateway.stderr); await sleep(50)) assert.ok(Date.now() < end);
    const [nightly, proofs] = await project.json<ScheduleState[]>('schedules');
    assert.equal(nightly?.command, 'portcullis pentest --safety writes');
    assert.match(nightly.next!, /T03:00:00\.000Z$/);
    assert.deepEqual([nightly.last, proofs?.next, proofs?.last?.code], [null, null, 0]);
    await gateway.stop();
    assert.match(
      (await project.run('schedules')).stdout,
      /^proofs +portcullis prove --all +when the policy changes +exit 0/m,
    );
  });
});
