import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { AccessLog } from '../../src/app/access-log.js';
import type { SecurityEvent } from '../../src/core/events.js';

const event: SecurityEvent = { id: '1', time: 0, kind: 'access', outcome: 'allowed', severity: 'info', status: 200 };

test('events go on, each access and denial is one line, and rotation loses none', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-log-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'access.log');
  const seen: SecurityEvent[] = [];
  const log = new AccessLog({ write: (one) => void seen.push(one), batch: (one) => void seen.push(one) }, file);
  log.batch(event);
  log.write({ ...event, id: '2', kind: 'denial', outcome: 'denied', detail: { path: '/secret' } });
  log.write({ ...event, id: '3', kind: 'would_deny' });
  log.reopen(file);
  await new Promise((resolve) => setTimeout(resolve, 50));
  fs.renameSync(file, `${file}.1`);
  log.reopen(file);
  log.batch({ ...event, id: '4' });
  await log.close();
  const lines = [`${file}.1`, file].map((name) => fs.readFileSync(name, 'utf8'));
  const ids = lines.map((text) => [...text.matchAll(/"id":"(\d)"/g)].map((match) => match[1]));
  assert.deepEqual(ids, [['1', '2'], ['4']]);
  assert.doesNotMatch(lines.join(''), /secret/);
  assert.equal(fs.statSync(file).mode & 0o077, 0, 'nobody else may read it');
  assert.deepEqual(
    seen.map(({ id }) => id),
    ['1', '2', '3', '4'],
  );
});

test('a new policy moves, begins and ends it', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-log-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const [first, second] = [path.join(folder, 'a.log'), path.join(folder, 'b.log')];
  const log = new AccessLog({ write: () => undefined, batch: () => undefined }, undefined);
  log.batch({ ...event, id: '1' });
  log.reopen(first);
  log.batch({ ...event, id: '2' });
  log.reopen(second);
  log.batch({ ...event, id: '3' });
  log.reopen(undefined);
  log.batch({ ...event, id: '4' });
  await log.close();
  while (!fs.existsSync(second) || fs.statSync(second).size === 0)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const ids = [first, second].map((file) =>
    [...fs.readFileSync(file, 'utf8').matchAll(/"id":"(\d)"/g)].map((m) => m[1]),
  );
  assert.deepEqual(ids, [['2'], ['3']]);
});
