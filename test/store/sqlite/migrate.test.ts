import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openDatabase } from '../../../src/store/driver.js';
import { namesIn } from '../../../src/store/files.js';
import { migrate, type Migration } from '../../../src/store/sqlite/migrate.js';
import { SqliteFile } from '../../../src/store/sqlite/sqlite-file.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-migrate-'));
after(() => fs.rmSync(root, { recursive: true }));

const first: Migration = { name: 'first', sql: 'CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)' };
const second: Migration = { name: 'second', sql: 'ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1' };
const broken: Migration = { name: 'broken', sql: 'CREATE TABLE b (x INTEGER); INSERT INTO nothing VALUES (1)' };

let files = 0;
let ticks = 0;
function open(name = `m${(files += 1)}`, readOnly = false) {
  const file = new SqliteFile(path.join(root, `${name}.db`), { readOnly, synchronous: 'FULL' });
  const options = { readOnly, now: () => (ticks += 1), backupFolder: path.join(root, 'backup') };
  return { name, file, apply: (...steps: Migration[]) => migrate(file, steps, options) };
}

test('steps run in order, once', () => {
  const { file, apply } = open();
  apply(first);
  apply(first);
  apply(first, second);
  assert.ok(file.get('SELECT 1 FROM a WHERE x = 1 AND y = 2'));
  assert.equal(file.all('SELECT * FROM migration').length, 2);
});

test('an older file is copied before it changes, readable by its owner only', () => {
  const { name, apply } = open();
  apply(first);
  const copies = () => namesIn(path.join(root, 'backup')).filter((file) => file.startsWith(`${name}-v1-`));
  assert.deepEqual(copies(), []);
  apply(first, second);
  assert.equal(copies().length, 1);
  const copy = path.join(root, 'backup', copies()[0]!);
  assert.equal(fs.statSync(copy).mode & 0o777, 0o600);
  const database = openDatabase(copy, { readOnly: true });
  assert.deepEqual(Object.entries(database.prepare('SELECT * FROM a').get() as object), [['x', 1]]);
  database.close();
});

test('a step that fails leaves nothing of itself', () => {
  const { file, apply } = open();
  apply(first);
  assert.throws(() => apply(first, broken), /nothing/);
  assert.equal(file.get(`SELECT 1 FROM sqlite_schema WHERE name = 'b'`), undefined);
  assert.equal(file.all('SELECT * FROM migration').length, 1);
  apply(first, second);
});

test('a newer file is refused, a file with another step under a known number too', () => {
  const { apply } = open();
  apply(first, second);
  assert.throws(() => apply(first), { code: 'STORE_NEWER', expected: 'schema 1 or older, found 2' });
  assert.throws(() => apply(first, { ...second, sql: 'SELECT 1' }), { code: 'STORE_CORRUPT' });
});

test('an older file opened for reading is left alone', () => {
  const { name, file, apply } = open();
  apply(first);
  assert.throws(() => open(name, true).apply(first, second), { code: 'USAGE' });
  assert.equal(file.all('SELECT * FROM migration').length, 1);
});
