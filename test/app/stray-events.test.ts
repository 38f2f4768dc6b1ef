import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { StrayEvents } from '../../src/app/stray-events.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';
import { anEvent, noon } from '../store/store-suite.js';

describe('events that another process wrote into the store', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-stray-'));
  let store: Store;
  let now = noon;
  before(() => {
    store = openStore(folder);
  });
  after(async () => {
    await store.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('are shown to detectors once, in the order of time, and what they saw otherwise is left out', async () => {
    const shown: string[] = [];
    const stray = new StrayEvents({
      events: store.events,
      now: () => now,
      observe: (events) => shown.push(...events.map(({ code }) => code!)),
    });
    const at = (seconds: number, code: string, kind: 'key_created' | 'console_login' | 'denial' | 'egress_call') =>
      anEvent({ time: noon + seconds * 1000, code, kind, outcome: 'info' });
    await store.events.insert([at(-60, 'before the start', 'key_created')]);
    const carried = at(3, 'carried by the writer', 'egress_call');
    await store.events.insert([at(2, 'login', 'console_login'), at(1, 'key', 'key_created'), carried]);
    await store.events.insert([at(2, 'a denial comes through the journal', 'denial')]);
    stray.saw([carried]);
    now += 4000;
    await stray.look();
    assert.deepEqual(shown, ['key', 'login']);
    await store.events.insert([at(1.5, 'stored late', 'console_login')]);
    now += 1000;
    await stray.look();
    await stray.look();
    assert.deepEqual(shown, ['key', 'login', 'stored late']);
    now += 60_000;
    await store.events.insert([at(64, 'a minute later', 'key_created')]);
    await stray.look();
    await stray.look();
    assert.deepEqual(shown.slice(3), ['a minute later']);
  });
});
