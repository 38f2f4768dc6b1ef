import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStoreAt } from '../../src/store/open-store.js';
import { freePort } from '../app/free-port.js';
import { logIn, orchardProject, startOrchard, type Orchard, type Project } from '../cli/bench.js';
import { startPostgres, withPostgres, type PostgresServer } from '../store/postgres/postgres-server.js';
import { startRedis, withRedis } from '../store/redis/redis-server.js';
import { assertLogsWhole } from '../store/verify-logs.js';

/** How long both are stopped, and how many calls come each second. `PORTCULLIS_FAULT_SECONDS=30` is the full form. */
const stoppedSeconds = Number(process.env['PORTCULLIS_FAULT_SECONDS'] ?? 3);
const callsPerSecond = stoppedSeconds >= 30 ? 200 : 100;

interface Answered {
  readonly id: string;
  readonly status: number;
  readonly millis: number;
}

/** Sends calls at an even pace, one of three with a token, and notes every answer. */
function pace(url: string, token: string) {
  const answered: Answered[] = [];
  const failed: unknown[] = [];
  const open = new Set<Promise<void>>();
  let n = 0;
  const one = async (): Promise<void> => {
    const from = performance.now();
    const headers = (n += 1) % 3 === 0 ? { authorization: `Bearer ${token}` } : {};
    try {
      const answer = await fetch(`${url}/orders/1001`, { headers });
      await answer.arrayBuffer();
      const millis = performance.now() - from;
      answered.push({ id: answer.headers.get('x-request-id')!, status: answer.status, millis });
    } catch (error) {
      failed.push(error);
    }
  };
  const timer = setInterval(() => {
    const call = one().finally(() => open.delete(call));
    open.add(call);
  }, 1000 / callsPerSecond);
  return {
    answered,
    failed,
    async stop(): Promise<void> {
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}

describe('PostgreSQL and Redis that stand still', { skip: withPostgres.skip || withRedis.skip }, () => {
  let orchard: Orchard;
  let project: Project;
  let postgres: PostgresServer;
  before(async () => {
    [orchard, postgres] = await Promise.all([startOrchard(), startPostgres()]);
    project = orchardProject(orchard.url);
  });
  after(async () => {
    await project.close();
    await orchard.stop();
    await postgres.stop();
  });

  it(`for ${stoppedSeconds} s: every call is answered, and whatever was answered is in the log once`, async (t: TestContext) => {
    const redis = await startRedis(t);
    const url = await postgres.database();
    const control = `127.0.0.1:${await freePort()}`;
    const settings = `store: { url: '${url}' }\ncontrol: { address: '${control}' }\nlimits: { store: redis, url: '${redis.url}', onFailure: local }`;
    project.edit('portcullis.yaml', 'version: 1\n', `version: 1\n${settings}\n`);
    const token = await logIn(orchard.url, 'alice');
    const gateway = await project.start();
    const calls = pace(gateway.url, token);
    await sleep(1000);
    const before = calls.answered.length;
    postgres.signalAll('SIGSTOP');
    redis.signal('SIGSTOP');
    await sleep(stoppedSeconds * 1000);
    const ready = (await (await fetch(`http://${control}/readyz`)).json()) as { events: { backlogBytes: number } };
    const during = calls.answered.slice(before);
    redis.signal('SIGCONT');
    postgres.signalAll('SIGCONT');
    await sleep(2000);
    await calls.stop();
    await gateway.stop();
    assert.deepEqual(calls.failed, []);
    assert.ok(during.length > (stoppedSeconds * callsPerSecond) / 3, `${during.length} answers meanwhile`);
    assert.ok(ready.events.backlogBytes > 0, 'what waits is visible');
    const slowest = Math.max(...during.map(({ millis }) => millis));
    t.diagnostic(`${calls.answered.length} answers, ${during.length} meanwhile, the slowest ${Math.round(slowest)} ms`);
    await assertStoredOnce(url, calls.answered);
  });

  async function assertStoredOnce(url: string, answered: readonly Answered[]): Promise<void> {
    const store = await openStoreAt({ dataDir: project.file('.portcullis'), url }, { readOnly: true });
    try {
      await assertLogsWhole(store.events);
      const stored: string[] = [];
      for (const kind of ['denial', 'access'] as const)
        stored.push(...(await store.events.search({ kind, limit: 100_000 })).map(({ exchangeId }) => exchangeId!));
      const known = new Set(stored);
      assert.equal(known.size, stored.length, 'none is there twice');
      assert.deepEqual(
        answered.filter(({ id }) => !known.has(id)),
        [],
      );
      assert.ok(answered.some(({ status }) => status === 401) && answered.some(({ status }) => status !== 401));
    } finally {
      await store.close();
    }
  }
});
