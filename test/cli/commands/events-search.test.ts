import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import {
  assertRefused,
  logIn,
  orchardProject,
  startOrchard,
  type Gateway,
  type Orchard,
  type Project,
} from '../bench.js';

let orchard: Orchard;
let project: Project;
let gateway: Gateway;
let denied: string;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  gateway = await project.start();
  const token = await logIn(orchard.url, 'alice');
  await fetch(`${gateway.url}/customers/me`, { headers: { authorization: `Bearer ${token}` } });
  const response = await fetch(`${gateway.url}/orders/1001?token=hunter2`);
  denied = response.headers.get('x-request-id') ?? '';
  await waitFor(async () => (await search('--exchange', denied)).length > 0);
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const search = (...flags: readonly string[]) => project.json<readonly SecurityEvent[]>('events', 'search', ...flags);

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 30, 'the event came into the log');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('portcullis events search', { concurrency: 2 }, () => {
  it('shows the newest first: time, kind, status, operation, guard and code, who', async () => {
    const { code, stdout } = await project.run('events');
    assert.equal(code, 0);
    assert.match(stdout, /^time \(UTC\) +kind +status +operation +guard +who\n/);
    assert.match(stdout, /denial +401 +getOrder +authenticate CREDENTIAL_MISSING +127\.0\.0\.1/);
    assert.ok(stdout.indexOf('denial') < stdout.indexOf('sys_startup'));
    assert.ok(!stdout.includes('hunter2'));
  });

  it('narrows by kind, operation, request id, time and number', async () => {
    assert.ok((await search('--kind', 'denial')).every(({ kind }) => kind === 'denial'));
    assert.ok((await search('--operation', 'getOrder')).every(({ operationId }) => operationId === 'getOrder'));
    assert.equal((await search('--exchange', denied))[0]?.code, 'CREDENTIAL_MISSING');
    assert.equal((await search('--limit', '1')).length, 1);
    assert.deepEqual(await search('--since', '2099-01-01'), []);
    assert.equal((await project.run('events', '--since', '2099-01-01T12:00Z')).stdout, 'no events\n');
  });

  it('takes a query', async () => {
    const found = await search('kind:denial (status:401 OR status:403) -operation:list* since:1h');
    assert.equal(found[0]?.code, 'CREDENTIAL_MISSING');
    assert.deepEqual(await search('kind:denial status:2xx'), []);
    const { stdout } = await project.run('events', 'search', 'status:401', '--format', 'csv');
    assert.match(stdout, /^time,id,kind,.*\n20.*,denial,denied,/);
  });

  it('refuses a query that is none at its column, and a word that is no command', async () => {
    assertRefused(
      await project.run('events', 'search', 'kind:denial stauts:401'),
      'query:1:13',
      'did you mean "status"?',
    );
    assertRefused(await project.run('events', 'serch'), "unknown command 'events serch'", 'did you mean "search"?');
  });

  it('refuses kinds that do not exist and times that are none', async () => {
    assertRefused(await project.run('events', '--kind', 'denyal'), '--kind', 'did you mean "denial"?');
    for (const time of ['5', 'yesterday', '2026-02-30', '2026-11-01T25:00Z'])
      assertRefused(await project.run('events', '--since', time), `--since does not take "${time}"`);
    assertRefused(await project.run('events', '--limit', '0'), '--limit does not take "0"');
  });
});
