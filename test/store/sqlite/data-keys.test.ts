import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openStore } from '../../../src/store/open-store.js';
import { describeVaultStore } from '../data-keys-suite.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-data-keys-'));
after(() => fs.rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = () => path.join(root, `d${(folders += 1)}`);

describeVaultStore('SQLite', async () => openStore(newFolder()));

test('the bytes of a destroyed key are in no file, while another process has the store open', async () => {
  const folder = newFolder();
  const store = openStore(folder);
  const reader = openStore(folder, { readOnly: true });
  const keys = Array.from({ length: 50 }, (_, i) => ({
    id: `k${i}`,
    tenant: 'default',
    subjectMac: `s${i}`,
    purpose: 'store' as const,
    kekId: 'local',
    wrapped: `wrapped-bytes-of-${i}-`,
    uses: 0,
    createdAt: i,
  }));
  for (const key of keys) await store.vault.keys.add(key);
  for (const { id } of keys) await store.vault.keys.reserve(id, { count: 4096, most: 2 ** 32 });
  assert.equal((await reader.vault.keys.list()).length, 50);
  const left = () =>
    fs
      .readdirSync(folder)
      .filter((name) => name.startsWith('control.db'))
      .map((name) => fs.readFileSync(path.join(folder, name), 'latin1'))
      .join('')
      .match(/wrapped-bytes-of-7-/g);
  assert.ok(left());
  await store.vault.keys.destroy('k7', { unlessUsed: false });
  assert.equal(left(), null);
  assert.equal((await reader.vault.keys.get('k7'))!.wrapped, undefined);
  await reader.close();
  await store.close();
});
