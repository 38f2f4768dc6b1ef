import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { items } from '../../src/evidence/items.js';

const page = fs.readFileSync(path.join(process.env['PORTCULLIS_ROOT'] ?? process.cwd(), 'docs', 'evidence.md'), 'utf8');
const documented = [...page.matchAll(/^\| `([a-z-]+)` \| .* \| (read|tried) \| (\d+) \|$/gm)];

describe('docs/evidence.md', () => {
  test('has every item with its method and days, and no other', () => {
    assert.deepEqual(
      documented.map(([, id, method, days]) => [id, method, Number(days)]),
      [...items].map(({ id, method, validDays }) => [id, method === 'TEST' ? 'tried' : 'read', validDays]),
    );
  });
});

describe('evidence items', () => {
  test('say what a person does to have them', () => {
    for (const { id, how, subject } of items) assert.ok(how.length > 15 && subject.length > 5, id);
  });
});
