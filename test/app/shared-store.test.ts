import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { LeasedFollower, type Follower } from '../../src/app/leased-follower.js';
import { startCheckpoints } from '../../src/app/log-checkpoints.js';
import { LogFollowers } from '../../src/app/log-followers.js';
import { openSealedStore, type SealedStore } from '../../src/app/sealed-store.js';
import type { NotifyPolicy } from '../../src/model/types.js';
import { readCheckpointKey } from '../../src/telemetry/checkpoint-key.js';
import { anEvent } from '../store/store-suite.js';
import { usePostgres } from '../store/postgres/bench.js';
import { withPostgres } from '../store/postgres/postgres-server.js';
import { startHook, type Hook } from './hook-server.js';

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

interface Machine {
  readonly dataDir: string;
  readonly store: SealedStore;
}

/** A machine with a data folder of its own; `copies`: the secrets it was given by another one. */
async function machineOn(url: string, copies: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-machine-'));
  for (const [name, from] of Object.entries(copies)) {
    fs.copyFileSync(path.join(from, name), path.join(dataDir, name));
    fs.chmodSync(path.join(dataDir, name), 0o600);
  }
  const store = await openSealedStore({ dataDir, url }, { env: {} });
  opened.push({ close: () => store.close() });
  opened.push({ close: async () => fs.rmSync(dataDir, { recursive: true }) });
  return { dataDir, store };
}

const checkpointsOf = async ({ dataDir, store }: Machine, acceptLog = false) => {
  const made = await startCheckpoints({ dataDir, store, policy: undefined, acceptLog, say: assert.fail });
  await made.close();
};

describe('machines that share a database', withPostgres, () => {
  const bench = usePostgres();

  it('start only with the key of the vault that the store was sealed with', async () => {
    const url = await bench.server.database();
    const first = await machineOn(url);
    await first.store.opener.peppers();
    const without = await machineOn(url);
    await assert.rejects(without.store.opener.peppers(), { code: 'VAULT_KEY_MISSING' });
    const other = await machineOn(await bench.server.database());
    await other.store.opener.peppers();
    const wrong = await machineOn(url, { 'vault.key': other.dataDir });
    await assert.rejects(wrong.store.opener.peppers(), { code: 'VAULT_KEY_INVALID' });
    const right = await machineOn(url, { 'vault.key': first.dataDir });
    const pepperOf = async ({ store }: Machine) => (await store.opener.peppers()).get(1);
    assert.deepEqual(await pepperOf(right), await pepperOf(first));
  });

  it('sign the log with one key: another is refused by name, unless it is told to go on', async () => {
    const url = await bench.server.database();
    const first = await machineOn(url);
    await first.store.audit.append({ kind: 'admin_action' });
    await checkpointsOf(first);
    const second = await machineOn(url);
    const { name } = readCheckpointKey(first.dataDir)!;
    await assert.rejects(checkpointsOf(second), (error: Error & { code?: string; expected?: string }) => {
      assert.equal(error.code, 'CHECKPOINT_KEY_INVALID');
      assert.equal(error.expected, `the key of ${name}, found none`);
      return true;
    });
    assert.equal(readCheckpointKey(second.dataDir), undefined, 'no key was made');
    const right = await machineOn(url, { 'checkpoint.key': first.dataDir });
    await checkpointsOf(right);
    await checkpointsOf(second, true);
    const forced = await second.store.audit.list({ kind: 'log_start_forced' });
    assert.equal(forced.length, 1);
  });

  it('tell each thing once, and when the one that tells is gone another goes on where it was', async () => {
    const url = await bench.server.database();
    const hook = await startHook();
    opened.push(hook);
    const first = await machineOn(url);
    await first.store.opener.peppers();
    const second = await machineOn(url, { 'vault.key': first.dataDir });
    const [one, two] = [await followersOn(first, hook, 'one'), await followersOn(second, hook, 'two')];
    await first.store.events.insert([anEvent({ time: Date.now(), code: 'FIRST' })]);
    await hook.until(1);
    await one.close();
    await second.store.events.insert([anEvent({ time: Date.now(), code: 'SECOND' })]);
    await hook.until(2);
    await two.close();
    assert.deepEqual(
      hook.bodies.map((body) => /FIRST|SECOND/.exec(body)![0]),
      ['FIRST', 'SECOND'],
    );
  });
});

/** Followers that ask for their lease every 50 ms. */
async function followersOn({ dataDir, store }: Machine, hook: Hook, holder: string): Promise<LogFollowers> {
  const followers = new LogFollowers({
    dataDir,
    store,
    baseDir: dataDir,
    env: { HOOK_SECRET: 'a secret of 24 characters' },
    say: () => undefined,
    holder,
    leaseMillis: 300,
  });
  opened.push(followers);
  const policy: NotifyPolicy = {
    query: 'kind:denial',
    channel: { webhook: hook.url, secret: '${env:HOOK_SECRET}' },
    repeatSeconds: 0,
    digestSeconds: 0,
    urgent: 'critical',
  };
  const eventLog = {
    onFailure: 'reads' as const,
    principals: 'name' as const,
    retention: { accessDays: 7, denialDays: 90, detectionDays: 400, findingDays: 400 },
  };
  await (
    await followers.prepare({ eventLog, notify: new Map([['hook', policy]]) })
  )();
  return followers;
}

describe('a follower with a lease', () => {
  /** A store that one machine is cut off from. */
  const cutOff = { take: async () => Promise.reject(new Error('no answer')), release: async () => undefined };

  it('ends where the store does not answer for as long as the lease holds', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-lease-'));
    const ended: string[] = [];
    let answers = true;
    const leases = {
      ...cutOff,
      take: async () => (answers ? { state: 'from the one before' } : cutOff.take()),
    };
    const make = async (): Promise<Follower> => ({
      status: { isFailing: false },
      start: async () => undefined,
      close: async () => void ended.push('closed'),
    });
    const said: string[] = [];
    const options = { name: 'mail', holder: 'a', leases, make, stateFile: path.join(folder, 's', 'mail.json') };
    const follower = new LeasedFollower({ ...options, say: (text) => void said.push(text), leaseMillis: 120 });
    await follower.start();
    assert.equal(fs.readFileSync(options.stateFile, 'utf8'), 'from the one before');
    answers = false;
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.deepEqual(ended, ['closed']);
    assert.deepEqual(said, ['mail is left to another machine: no answer']);
    await follower.close();
    fs.rmSync(folder, { recursive: true });
  });
});
