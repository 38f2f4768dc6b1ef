import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { textDiff } from '../../src/app/text-diff.js';

describe('a diff of two texts', () => {
  it('is nothing where they are equal', () => {
    assert.equal(textDiff('a\nb\n', 'a\nb\n', 'x'), '');
  });

  it('shows what changed with three lines around it', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    assert.equal(
      textDiff(before, before.replace('e', 'E\nEE'), 'x.yaml'),
      '--- a/x.yaml\n+++ b/x.yaml\n@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n+EE\n f\n g\n h\n',
    );
  });

  it('brings the one text to the other when `patch` applies it', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-diff-'));
    const lines = fc
      .array(fc.constantFrom('a', 'b', 'c', '  d: 1', ''), { maxLength: 30 })
      .map((all) => all.join('\n'));
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const file = path.join(folder, 'x');
        fs.writeFileSync(file, before);
        const diff = textDiff(before, after, 'x');
        if (diff !== '') execFileSync('patch', ['--silent', '--no-backup-if-mismatch', file], { input: diff });
        assert.equal(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '', after);
      }),
      { numRuns: 40 },
    );
    fs.rmSync(folder, { recursive: true });
  });
});
