import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SecurityEvent } from '../../src/core/events.js';
import { openDatabase } from '../../src/store/driver.js';
import { openStore } from '../../src/store/open-store.js';
import { freePort } from '../app/free-port.js';
import { orchardProject, startOrchard, type Orchard, type Project } from '../cli/bench.js';
import { assertLogsWhole } from '../store/verify-logs.js';

let orchard: Orchard;
let project: Project;
let control: string;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  control = `127.0.0.1:${await freePort()}`;
  project.write('portcullis.yaml', `${project.read('portcullis.yaml')}\ncontrol: { address: '${control}' }\n`);
});
after(async () => {
  await project.close();
  await orchard.stop();
});

/** Asks without a credential for some time; returns the ids of the denials that were answered. */
async function askFor(url: string, millis: number): Promise<string[]> {
  const ids: string[] = [];
  for (const end = performance.now() + millis; performance.now() < end; await sleep(10)) {
    const answer = await fetch(`${url}/orders/1001`);
    assert.equal(answer.status, 401);
    await answer.text();
    ids.push(answer.headers.get('x-request-id')!);
  }
  return ids;
}

const readiness = async () =>
  (await (await fetch(`http://${control}/readyz`)).json()) as {
    ready: boolean;
    events: { waiting: boolean; backlogBytes: number };
  };

async function eventsOf(folder: string, kind: SecurityEvent['kind']): Promise<readonly SecurityEvent[]> {
  const store = openStore(project.file(folder), { readOnly: true });
  try {
    await assertLogsWhole(store.events);
    return await store.events.search({ kind, limit: 10_000 });
  } finally {
    await store.close();
  }
}

async function assertStoredOnce(folder: string, answered: readonly string[]): Promise<void> {
  const stored = (await eventsOf(folder, 'denial')).map(({ exchangeId }) => exchangeId!);
  const known = new Set(stored);
  assert.equal(known.size, stored.length);
  assert.deepEqual(
    answered.filter((id) => !known.has(id)),
    [],
  );
}

describe('a running gateway', () => {
  it('goes on while the process that writes the log stands still, and loses nothing', async () => {
    const gateway = await project.start('--data', 'stopped');
    const answered = await askFor(gateway.url, 200);
    process.kill(gateway.pid, 'SIGSTOP');
    answered.push(...(await askFor(gateway.url, 2500)));
    process.kill(gateway.pid, 'SIGCONT');
    answered.push(...(await askFor(gateway.url, 200)));
    await gateway.stop();
    await assertStoredOnce('stopped', answered);
  });

  it('goes on while another process locks the log, tells that events wait, records how long, and loses nothing', async () => {
    const gateway = await project.start('--data', 'locked');
    const answered = await askFor(gateway.url, 500);
    const folder = project.file('locked/denials');
    const other = openDatabase(
      path.join(
        folder,
        fs.readdirSync(folder).find((name) => name.endsWith('.db'))!,
      ),
    );
    other.exec('BEGIN IMMEDIATE');
    answered.push(...(await askFor(gateway.url, 4000)));
    const { events } = await readiness();
    assert.ok(events.waiting && events.backlogBytes > 0, JSON.stringify(events));
    assert.match(gateway.stderr, /events are waiting in the journal.*(?:locked|in use)/);
    other.exec('ROLLBACK');
    other.close();
    for (let n = 0; n < 100 && (await readiness()).events.backlogBytes > 0; n += 1) await sleep(100);
    await gateway.stop();
    await assertStoredOnce('locked', answered);
    const [told] = (await eventsOf('locked', 'sys_monitor_disabled')).filter(
      ({ detail }) => detail?.['what'] === 'event-store',
    );
    assert.equal(told?.detail?.['reason'], 'STORE_LOCKED');
    assert.ok((told?.detail?.['millis'] as number) >= 2000);
    const noticed = (await eventsOf('locked', 'detection')).map(({ detail }) => detail?.['rule']);
    assert.ok(noticed.includes('monitoring-silenced'), noticed.join());
  });
});
