import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { EgressGate } from '../../src/app/egress-gate.js';
import type { VendorPolicy } from '../../src/model/types.js';
import { openStore } from '../../src/store/open-store.js';
import { aSubject } from '../vendors/subject.js';

const day = 86_400_000;
const start = Date.UTC(2026, 10, 25);
const use = { vendor: 'Acme', integration: 'pay', application: 'shop', host: 'pay.example' };
const register: ReadonlyMap<string, VendorPolicy> = new Map([['Acme', aSubject().policy]]);

async function setUp(t: TestContext) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-gate-'));
  const clock = { now: start };
  const store = await openStore(path.join(folder, 'data'), { now: () => clock.now });
  t.after(async () => {
    await store.close();
    fs.rmSync(folder, { recursive: true });
  });
  const blocked: boolean[] = [];
  const onLook = (isBlocked: (vendor: string) => boolean) => void blocked.push(isBlocked('Acme'));
  const open = () => EgressGate.open(register, { vendors: store.vendors, onLook, now: () => clock.now });
  return { store, clock, open, blocked };
}

test('a third party that is switched off is refused after the next look, and tunnels are told', async (t) => {
  const { store, open, blocked } = await setUp(t);
  const gate = await open();
  t.after(() => gate.close());
  assert.equal(gate.refuses(use), undefined);
  await store.vendors.block('Acme', 'breach', 'ann');
  await gate.look();
  assert.equal(gate.refuses(use), 'vendor-blocked');
  assert.equal(blocked.at(-1), true);
  await store.vendors.unblock('Acme', 'ann');
  await gate.look();
  assert.equal(gate.refuses(use), undefined);
});

test('when a review has expired, what was used before goes on and nothing new begins', async (t) => {
  const { store, clock, open } = await setUp(t);
  const gate = await open();
  gate.used(use);
  await gate.close();
  clock.now = start + 31 * day;
  const later = await open();
  t.after(() => later.close());
  assert.equal(later.refuses(use), undefined, 'it was used in time');
  for (const other of [{ integration: 'files' }, { application: 'desk' }, { host: 'files.example' }]) {
    assert.equal(later.refuses({ ...use, ...other }), 'review-expired');
  }
  await store.vendors.addReview('Acme', { id: 'r', at: clock.now, by: 'ann', verdict: 'approved', answers: {} });
  await later.look();
  assert.equal(later.refuses({ ...use, host: 'files.example' }), undefined);
});

test('a rejected third party gets no new use at once', async (t) => {
  const { store, open } = await setUp(t);
  await store.vendors.addReview('Acme', { id: 'r', at: start, by: 'ann', verdict: 'rejected', answers: {} });
  const gate = await open();
  t.after(() => gate.close());
  assert.equal(gate.refuses(use), 'review-expired');
});

test('calls are remembered with their first and last time, those of a third party without register too', async (t) => {
  const { store, clock, open } = await setUp(t);
  const gate = await open();
  gate.used(use);
  gate.used({ ...use, vendor: 'Stranger' });
  await gate.look();
  clock.now += 61_000;
  gate.used(use);
  await gate.close();
  assert.deepEqual(await store.vendors.uses('Acme'), [{ ...use, firstAt: start, lastAt: start + 61_000 }]);
  assert.equal((await store.vendors.uses('Stranger')).length, 1);
});
