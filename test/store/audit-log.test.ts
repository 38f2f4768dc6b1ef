import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../src/store/open-store.js';
import { describeAuditLog } from './audit-suite.js';
import { aKey, noon } from './store-suite.js';

if (process.argv[2] === 'write') {
  // The other process of "kill -9": it tells of each key once it is acknowledged.
  const store = openStore(process.argv[3]!, { actor: () => 'writer' });
  for (let n = 0; ; n++) {
    const id = `${process.pid}x${n}`;
    await store.keys.create({ ...aKey('k'), id, digest: Buffer.from(id.padEnd(32, '.')) });
    process.stdout.write(`${id}\n`);
  }
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-audit-log-'));
after(() => fs.rmSync(root, { recursive: true }));

let folders = 0;
const newFolder = () => path.join(root, String((folders += 1)));

describeAuditLog('SQLite', async () => {
  const folder = newFolder();
  return async (actor) => openStore(folder, { now: () => noon, actor: () => actor });
});

describe('the audit log in SQLite', () => {
  test('has every change that was acknowledged before kill -9, and no other', async () => {
    const folder = newFolder();
    const store = openStore(folder);
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'write', folder]);
      let told = '';
      child.stdout.on('data', (data: Buffer) => (told += data.toString()));
      const ended = once(child, 'close');
      while (told.split('\n').length < 20) await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await ended;
      const acknowledged = told.split('\n').slice(0, -1);
      const logged = new Set((await store.audit.list({ limit: 10_000 })).map(({ subject }) => subject));
      const keys = new Set((await store.keys.list()).map(({ id }) => id));
      for (const id of acknowledged) assert.ok(logged.has(id) && keys.has(id), `${id} is there`);
      assert.deepEqual(logged, keys);
    }
    await store.close();
  });
});
