import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { isThere, readLines } from '../../src/app/read-lines.js';

test('the lines of a file come in order, whatever ends them; one that is not there is an error', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-lines-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'a.txt');
  fs.writeFileSync(file, 'one\r\ntwo\n\nfour');
  const lines: string[] = [];
  for await (const line of readLines(file)) lines.push(line);
  assert.deepEqual(lines, ['one', 'two', '', 'four']);
  assert.deepEqual([isThere(file), isThere(`${file}.no`)], [true, false]);
  await assert.rejects(
    async () => {
      for await (const line of readLines(`${file}.no`)) lines.push(line);
    },
    { code: 'ENOENT' },
  );
});
