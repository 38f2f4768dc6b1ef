import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allLines, lostKey, readDiff, touches } from '../../src/audit/changed-lines.js';

const head = 'diff --git a/a.yaml b/a.yaml\nindex 1..2 100644\n--- a/a.yaml\n+++ b/a.yaml\n';

describe('changed lines', () => {
  it('are those that were added or replaced, in the numbers of today', () => {
    const { spans } = readDiff(`${head}@@ -3 +3 @@ paths:\n-  old\n+  new\n@@ -10,0 +11,2 @@\n+  one\n+  two\n`);
    assert.deepEqual(spans, [
      { from: 3, to: 3 },
      { from: 11, to: 12 },
    ]);
  });

  it('are the two around lines that were taken out', () => {
    const lines = readDiff(`${head}@@ -5,2 +4,0 @@\n-  security:\n-    - bearer: []\n`);
    assert.deepEqual(lines.spans, [{ from: 4, to: 5 }]);
    assert.deepEqual(lines.removed, ['  security:', '    - bearer: []']);
  });

  it('are read right where the text itself looks like a diff', () => {
    const lines = readDiff(`${head}@@ -1,2 +1,2 @@\n--- a/x\n-@@ -9 +9 @@\n+++ b/x\n+@@ -7 +7 @@\n`);
    assert.deepEqual(lines, { spans: [{ from: 1, to: 2 }], removed: ['-- a/x', '@@ -9 +9 @@'] });
  });

  it('touch what they share a line with', () => {
    const lines = readDiff(`${head}@@ -3 +3,2 @@\n-a\n+b\n+c\n`);
    assert.deepEqual(
      [
        [1, 2],
        [1, 3],
        [4, 9],
        [5, 9],
      ].map(([from, to]) => touches(lines, from!, to!)),
      [false, true, true, false],
    );
    assert.ok(touches(allLines, 7, 7));
    assert.ok(!touches(readDiff(''), 1, 100));
  });

  it('know which keys are gone, in YAML and in JSON', () => {
    const lines = readDiff(`${head}@@ -1,3 +0,0 @@\n-security:\n-  "GET /a": {\n-  'b' : 1\n`);
    for (const key of ['security', 'GET /a', 'b']) assert.ok(lostKey(lines, key), key);
    for (const key of ['secur', 'GET', 'c']) assert.ok(!lostKey(lines, key), key);
  });
});
