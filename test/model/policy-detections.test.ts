import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectorThresholds } from '../../src/model/policy-schema/detector-thresholds.js';
import { detectors } from '../../src/telemetry/detectors.js';

test('the policy knows every threshold of every detector, as the entry has it', () => {
  const entries = Object.fromEntries([...detectors].map(({ id, thresholds }) => [id, thresholds]));
  assert.deepEqual(detectorThresholds, entries);
});
