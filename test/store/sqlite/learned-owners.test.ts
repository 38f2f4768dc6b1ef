import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openStore } from '../../../src/store/open-store.js';
import { describeLearnedOwners } from '../learned-owner-suite.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-owners-'));
after(() => fs.rmSync(root, { recursive: true }));

describeLearnedOwners('SQLite', async () => openStore(path.join(root, 'data')));

test('a reader in another place sees them at once, and may not write them', async () => {
  const writer = openStore(path.join(root, 'shared'));
  const reader = openStore(path.join(root, 'shared'), { readOnly: true });
  const key = { api: 'shop', resource: 'order', id: '1' };
  const learned = { owner: { is: 'principal.subject', value: 'alice' }, learnedAt: 1 };
  await writer.learnedOwners.apply([{ key, learned }]);
  assert.deepEqual(await reader.learnedOwners.find(key), learned);
  await assert.rejects(reader.learnedOwners.apply([{ key, learned: undefined }]));
  await reader.close();
  await writer.close();
});
