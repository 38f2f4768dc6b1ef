import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../src/store/open-store.js';
import type { SecurityEvent } from '../../src/core/events.js';
import { orchardProject, startOrchard, type Gateway, type Orchard, type Project } from '../cli/bench.js';
import { assertLogsWhole } from '../store/verify-logs.js';
import { SmallDisk, whyNoMount } from '../telemetry/small-disk.js';
import { freePort } from './free-port.js';

let orchard: Orchard;
let project: Project;
let control: string;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  const address = `127.0.0.1:${await freePort()}`;
  control = `http://${address}`;
  project.write('portcullis.yaml', `${project.read('portcullis.yaml')}\ncontrol: { address: "${address}" }\n`);
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const workersOf = ({ pid }: Gateway): number[] =>
  execFileSync('pgrep', ['-P', String(pid)])
    .toString()
    .trim()
    .split('\n')
    .map(Number);

/** Calls without a credential, one after the other in several lines, until `isOver`. Notes whom it got an answer. */
function hammer(url: string, isOver: () => boolean): { readonly ids: string[]; readonly done: Promise<unknown> } {
  const ids: string[] = [];
  const line = async () => {
    while (!isOver()) {
      const answer = await fetch(`${url}/orders/1001`).catch(() => undefined);
      if (answer?.status === 401 && (await answer.text().catch(() => '')))
        ids.push(answer.headers.get('x-request-id')!);
      if (!answer) await sleep(5);
    }
  };
  return { ids, done: Promise.all(Array.from({ length: 4 }, line)) };
}

async function eventsIn(folder: string, kind: SecurityEvent['kind']): Promise<readonly SecurityEvent[]> {
  const store = openStore(folder, { readOnly: true });
  try {
    await assertLogsWhole(store.events);
    return await store.events.search({ kind, limit: 100_000 });
  } finally {
    await store.close();
  }
}

const victims = ['all', 'worker', 'main'] as const;

/** As many as fit in a few seconds, or as many as are asked for. */
const mostRounds = Number(process.env['PORTCULLIS_KILL_ROUNDS'] ?? 9);
const boundMillis = process.env['PORTCULLIS_KILL_ROUNDS'] === undefined ? 4000 : Infinity;

describe('kill -9 of a worker, the main process and all of them, under load', () => {
  it('loses no denial that was answered and stores none twice, and the log is whole after each', async (t) => {
    const listen = ['--listen', `127.0.0.1:${await freePort()}`, '--data', 'killed', '--workers', '2'];
    const answered: string[] = [];
    const end = performance.now() + boundMillis;
    let rounds = 0;
    for (let n = 0; n < mostRounds && (n < victims.length || performance.now() < end); n += 1) {
      const victim = victims[n % victims.length]!;
      const gateway = await project.start(...listen);
      let isOver = false;
      const { ids, done } = hammer(gateway.url, () => isOver);
      await sleep(150 + ((70 * n) % 700));
      const workers = workersOf(gateway);
      if (victim !== 'main')
        for (const pid of victim === 'all' ? workers : workers.slice(0, 1)) process.kill(pid, 'SIGKILL');
      if (victim === 'worker') await sleep(150);
      isOver = true;
      await gateway.stop(victim === 'worker' ? 'SIGTERM' : 'SIGKILL');
      await done;
      while (workers.some(isAlive)) await sleep(20);
      answered.push(...ids);
      rounds += 1;
      if (boundMillis === Infinity || n < victims.length) {
        const { code, stdout } = await project.run('events', 'verify', '--data', 'killed');
        assert.equal(code, 0, stdout);
      }
    }
    // What is still in journals is carried over by the next start.
    await (await project.start(...listen)).stop();
    const stored = (await eventsIn(project.file('killed'), 'denial')).map(({ exchangeId }) => exchangeId!);
    const known = new Set(stored);
    t.diagnostic(`${rounds} rounds, ${answered.length} answered, ${stored.length} stored`);
    assert.ok(rounds >= victims.length && answered.length > 20 * rounds);
    assert.deepEqual(
      answered.filter((id) => !known.has(id)),
      [],
    );
    assert.equal(known.size, stored.length);
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

describe('a full disk', { skip: whyNoMount() }, () => {
  it('closes writes at once, is told by /readyz, loses no denial, and is over by itself', async (t) => {
    const disk = new SmallDisk(project.file('small'), 12);
    t.after(() => disk.remove());
    const gateway = await project.start('--data', 'small');
    const ask = async (method: string) => {
      const answer = await fetch(`${gateway.url}/orders/1001`, { method });
      const { code } = (await answer.json()) as { code: string };
      return { code, id: answer.headers.get('x-request-id')!, retryAfter: answer.headers.get('retry-after') };
    };
    const readiness = async () =>
      (await (await fetch(`${control}/readyz`)).json()) as { ready: boolean; reasons: string[] };
    const denied = [(await ask('GET')).id];
    assert.deepEqual(await readiness().then(({ ready }) => ready), true);
    assert.equal((await ask('DELETE')).code, 'CREDENTIAL_MISSING');
    disk.fill();
    for (let n = 0; n < 100 && (await readiness()).ready; n += 1) denied.push((await ask('GET')).id);
    const { ready, reasons } = await readiness();
    assert.deepEqual([ready, reasons.includes('the event log cannot be written: ENOSPC')], [false, true]);
    const refused = await ask('DELETE');
    assert.deepEqual([refused.code, refused.retryAfter], ['LOG_UNAVAILABLE', '5']);
    const read = await ask('GET');
    assert.equal(read.code, 'CREDENTIAL_MISSING');
    denied.push(refused.id, read.id);
    disk.free();
    for (let n = 0; n < 100 && !(await readiness()).ready; n += 1) await sleep(100);
    assert.equal((await ask('DELETE')).code, 'CREDENTIAL_MISSING');
    await gateway.stop();
    const stored = await eventsIn(project.file('small'), 'denial');
    const known = new Map(stored.map((event) => [event.exchangeId, event]));
    for (const id of denied) assert.ok(known.has(id), id);
    assert.equal(known.size, stored.length);
    assert.equal(known.get(refused.id)?.guard, 'event-log');
    const outages = await eventsIn(project.file('small'), 'sys_monitor_disabled');
    assert.ok(outages.some(({ detail }) => detail?.['what'] === 'event-log' && detail['reason'] === 'ENOSPC'));
  });
});
