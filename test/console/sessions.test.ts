import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { attemptLimits, Attempts } from '../../src/console/attempts.js';
import { idleMillis, longestMillis, Sessions } from '../../src/console/sessions.js';
import { openStore } from '../../src/store/open-store.js';
import type { ConsoleUser } from '../../src/store/console.js';
import type { Store } from '../../src/store/store.js';

const ann: ConsoleUser = {
  name: 'ann',
  role: 'admin',
  via: 'sso',
  mustChangePassword: false,
  disabled: false,
  createdAt: 1,
};

let store: Store;
let folder: string;
let now = Date.UTC(2026, 10, 25);
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-sessions-'));
  store = openStore(path.join(folder, 'data'), { now: () => now });
  await store.console.addUser(ann);
  await store.console.addUser({ ...ann, name: 'ben', role: 'viewer' });
});
after(async () => {
  await store.close();
  fs.rmSync(folder, { recursive: true });
});

describe('a session', () => {
  it('ends when nobody used it for half an hour, and goes on while somebody does', async () => {
    const sessions = new Sessions(store.console, () => now);
    const { cookie } = await sessions.open(ann);
    now += idleMillis - 1;
    assert.equal((await sessions.find(cookie))?.name, 'ann');
    now += idleMillis - 1;
    assert.equal((await sessions.find(cookie))?.name, 'ann');
    now += idleMillis;
    assert.equal(await sessions.find(cookie), undefined);
  });

  it('ends after twelve hours in any case', async () => {
    const sessions = new Sessions(store.console, () => now);
    const { cookie, caller } = await sessions.open(ann);
    assert.equal(caller.session?.expiresAt, now + longestMillis);
    const end = now + longestMillis;
    while (now + idleMillis < end) {
      now += idleMillis - 1000;
      assert.ok(await sessions.find(cookie));
    }
    now = end;
    assert.equal(await sessions.find(cookie), undefined);
  });

  it('is over for a person who is disabled, and what the store keeps opens nothing', async () => {
    const sessions = new Sessions(store.console, () => now);
    const { cookie, caller } = await sessions.open({ ...ann, name: 'ben' });
    assert.equal(await sessions.find(caller.session!.digest), undefined);
    assert.ok(await sessions.find(cookie));
    await store.console.changeUser('ben', { disabled: true });
    assert.equal(await sessions.find(cookie), undefined);
  });

  it('knows a token until its end', async () => {
    const sessions = new Sessions(store.console, () => now);
    const facts = { id: 'a', name: 'ci', role: 'analyst', createdBy: 'ann', expiresAt: now + 1000 } as const;
    const token = await sessions.addToken(facts);
    assert.match(token, /^pct_[\w-]{43}$/);
    assert.deepEqual(
      [(await sessions.findToken(token))?.role, await sessions.findToken('pct_x')],
      ['analyst', undefined],
    );
    now += 1000;
    assert.equal(await sessions.findToken(token), undefined);
  });

  it('takes no password that is short, dull or the name', async () => {
    const sessions = new Sessions(store.console, () => now);
    for (const weak of ['elevenchars', 'aaaaaaaaaaaaaaa', 'annannannann', 'xxAnn-xx']) {
      await assert.rejects(sessions.hash(weak, 'annannannann'), { code: 'PASSWORD_WEAK' }, weak);
    }
  });
});

describe('failed logins', () => {
  it('close the door for a person at an address, not for others', () => {
    const attempts = new Attempts(() => now);
    for (let n = 0; n < attemptLimits.pair; n += 1) attempts.begin('ann', '10.0.0.1');
    assert.equal(attempts.waitSeconds('ann', '10.0.0.1'), 900);
    assert.equal(attempts.waitSeconds('ann', '10.0.0.2'), undefined);
    assert.equal(attempts.waitSeconds('ben', '10.0.0.1'), undefined);
    now += 900_000;
    assert.equal(attempts.waitSeconds('ann', '10.0.0.1'), undefined);
  });

  it('close it for an address that tries many names, and for a name that many addresses try', () => {
    const attempts = new Attempts(() => now);
    for (let n = 0; n < attemptLimits.address; n += 1) attempts.begin(`user-${n}`, '10.0.0.1');
    assert.ok(attempts.waitSeconds('another', '10.0.0.1'));
    for (let n = 0; n < attemptLimits.user; n += 1) attempts.begin('ann', `10.0.1.${n}`);
    assert.ok(attempts.waitSeconds('ann', '10.0.9.9'));
  });

  it('do not count once the password was right', () => {
    const attempts = new Attempts(() => now);
    for (let n = 0; n < 200; n += 1) {
      attempts.begin('ann', '10.0.0.1');
      attempts.succeeded('ann', '10.0.0.1');
    }
    assert.equal(attempts.waitSeconds('ann', '10.0.0.1'), undefined);
  });

  it('of many names stay in bounded memory', () => {
    const attempts = new Attempts(() => now);
    for (let n = 0; n < 30_000; n += 1) attempts.begin(`user-${n}`, `address-${n}`);
    assert.equal(attempts.waitSeconds('user-1', 'address-1'), undefined);
  });
});
