import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-secrets-are-rotated.js';
import { aSubject, someTools, states } from '../subject.js';

test('secrets that are missing or older than agreed are found', async () => {
  const secrets = [
    { name: 'fresh', rotateDays: 90, ageDays: 90 },
    { name: 'old', rotateDays: 90, ageDays: 91 },
    { name: 'none', rotateDays: 90, ageDays: undefined },
  ];
  assert.deepEqual(await states(probe, aSubject({ secrets }), someTools()), [
    'well',
    'finding old',
    'finding none missing',
  ]);
});
