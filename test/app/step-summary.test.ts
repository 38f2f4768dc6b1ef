import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { appendStepSummary } from '../../src/app/step-summary.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-summary-'));
after(() => fs.rmSync(folder, { recursive: true }));

function append(file: string, markdown: string): readonly string[] {
  const said: string[] = [];
  appendStepSummary({ env: { GITHUB_STEP_SUMMARY: file }, say: (line) => void said.push(line) }, markdown);
  return said;
}

test('what is there already stays', () => {
  const file = path.join(folder, 'summary.md');
  fs.writeFileSync(file, '# Mine\n');
  assert.deepEqual(append(file, '### Ours'), []);
  assert.equal(fs.readFileSync(file, 'utf8'), '# Mine\n### Ours\n');
});

test('no summary grows past what GitHub shows, and that is said', () => {
  const file = path.join(folder, 'full.md');
  fs.writeFileSync(file, 'x'.repeat(1_048_570));
  assert.deepEqual(append(file, 'too much'), ['The summary of the step is full.']);
  assert.equal(fs.statSync(file).size, 1_048_570);
});

test('a summary that cannot be written is said', () => {
  assert.match(append(path.join(folder, 'no', 'x.md'), 'y')[0]!, /^The summary of the step was not written: ENOENT/);
});

test('nothing is done where no workflow asks', () => {
  const say = () => assert.fail();
  appendStepSummary({ env: {}, say }, 'y');
  appendStepSummary({ env: { GITHUB_STEP_SUMMARY: '' }, say }, 'y');
});
