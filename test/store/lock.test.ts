import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { acquireLock } from '../../src/store/lock.js';

if (process.argv[2] === 'hold') {
  const lock = acquireLock(process.argv[3]!);
  process.stdout.write('held\n');
  // The lock ends with the object that holds it: it must stay in reach.
  setInterval(() => lock, 1000);
  await new Promise(() => undefined);
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-lock-'));
after(() => fs.rmSync(root, { recursive: true }));

async function holder(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'hold', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // The runner of this file, which the child is as well, writes to the same place.
  for (let said = ''; !said.includes('held');) said += String((await once(child.stdout!, 'data'))[0]);
  return child;
}

test('a second holder is refused, also in the same process, until the first lets go', () => {
  const folder = path.join(root, 'same');
  const lock = acquireLock(folder);
  assert.throws(() => acquireLock(folder), { code: 'STORE_LOCKED', message: new RegExp(`process ${process.pid}$`) });
  lock.release();
  lock.release();
  acquireLock(folder).release();
  assert.equal(fs.existsSync(path.join(folder, 'writer.pid')), false);
});

test('the refusal names the process; kill -9 of it frees the folder', async (t) => {
  const folder = path.join(root, 'other');
  const child = await holder(folder);
  t.after(() => child.kill('SIGKILL'));
  assert.throws(() => acquireLock(folder), { code: 'STORE_LOCKED', message: new RegExp(`process ${child.pid}$`) });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = acquireLock(folder);
  assert.equal(fs.readFileSync(path.join(folder, 'writer.pid'), 'utf8'), `${process.pid}\n`);
  lock.release();
});
