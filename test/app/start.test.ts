import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runningGateway } from '../../src/app/gateway-state.js';
import type { SecurityEvent } from '../../src/core/events.js';
import { orchardProject, startOrchard, type Gateway, type Orchard, type Project } from '../cli/bench.js';

let orchard: Orchard;
let project: Project;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const workerOf = (gateway: Gateway) => Number(execFileSync('pgrep', ['-P', String(gateway.pid)]).toString());

/** Waits for at most so many milliseconds until it answers. */
async function answered(url: string, millis: number): Promise<Response | undefined> {
  const end = Date.now() + millis;
  while (Date.now() < end) {
    const response = await fetch(url).catch(() => undefined);
    if (response) return response;
    await sleep(20);
  }
  return undefined;
}

/** Denied calls: each is in the log before its answer ends. */
async function deny(gateway: Gateway, count: number): Promise<readonly string[]> {
  const answers = await Promise.all(Array.from({ length: count }, () => fetch(`${gateway.url}/orders/1001`)));
  return answers.map((response) => response.headers.get('x-request-id')!);
}

const loggedDenials = async (data: string): Promise<ReadonlySet<string | undefined>> => {
  const flags = ['--kind', 'denial', '--limit', '1000', '--data', data];
  const events = await project.json<readonly SecurityEvent[]>('events', ...flags);
  return new Set(events.map(({ exchangeId }) => exchangeId));
};

describe('a worker that is killed', () => {
  it('is started again at the same address, and what it acknowledged is in the log', async () => {
    const gateway = await project.start('--data', 'worker');
    const ids = await deny(gateway, 20);
    const first = workerOf(gateway);
    process.kill(first, 'SIGKILL');
    while (!gateway.stderr.includes('ended')) await sleep(10);
    assert.equal((await answered(`${gateway.url}/products`, 8000))?.status, 200);
    assert.notEqual(workerOf(gateway), first);
    assert.match(gateway.stderr, /^gateway worker ended \(SIGKILL\); starting it again in 100 ms$/m);
    const more = await deny(gateway, 5);
    await gateway.stop();
    const logged = await loggedDenials('worker');
    for (const id of [...ids, ...more]) assert.ok(logged.has(id), id);
    assert.equal(logged.size, 25, 'none twice');
  });

  it('comes back with the policy that is in force, whatever is on disk then', async () => {
    const gateway = await project.start('--data', 'worker');
    const dataDir = project.file('worker');
    const before = runningGateway(dataDir)!;
    project.edit('portcullis.yaml', 'mode: enforce', 'mode: enforced');
    const worker = workerOf(gateway);
    process.kill(worker, 'SIGKILL');
    while (isAlive(worker) || (await answered(gateway.url, 300)) === undefined) await sleep(20);
    project.edit('portcullis.yaml', 'mode: enforced', 'mode: enforce');
    const now = runningGateway(dataDir)!;
    assert.equal(now.policyDigest, before.policyDigest);
    assert.deepEqual(now.urls, before.urls);
    assert.equal((await gateway.stop()).code, 0);
  });

  it('does not keep the gateway from stopping while it is away', async () => {
    const gateway = await project.start('--data', 'worker');
    process.kill(workerOf(gateway), 'SIGKILL');
    while (!gateway.stderr.includes('ended')) await sleep(10);
    assert.equal((await gateway.stop()).code, 0);
    assert.equal(await answered(gateway.url, 300), undefined);
  });
});

describe('a gateway that is killed', () => {
  it('takes its worker along, and the next one starts at once with all events', async () => {
    const gateway = await project.start('--data', 'main');
    const ids = await deny(gateway, 20);
    const worker = workerOf(gateway);
    await gateway.stop('SIGKILL');
    assert.ok(fs.existsSync(project.file('main/run/gateway.json')), 'it could not tidy up');
    assert.equal(runningGateway(project.file('main')), undefined);
    for (let tries = 0; isAlive(worker); tries++) {
      assert.ok(tries < 200, 'the worker ends by itself');
      await sleep(20);
    }
    const next = await project.start('--data', 'main');
    assert.equal(runningGateway(project.file('main'))?.pid, next.pid);
    assert.equal((await next.stop()).code, 0);
    const logged = await loggedDenials('main');
    for (const id of ids) assert.ok(logged.has(id), id);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
