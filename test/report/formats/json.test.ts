import assert from 'node:assert/strict';
import { it } from 'node:test';
import json from '../../../src/report/formats/json.js';
import { findingOf, hostile, plain, runOf } from '../run-of.js';

it('the JSON report is the whole run, as one document with its version', () => {
  const run = runOf([findingOf({ message: hostile }), findingOf({ status: 'accepted' })], { notes: ['a note'] });
  const shown = json.render(run, { ...plain, color: true });
  assert.deepEqual(JSON.parse(shown), { $schema: 'urn:portcullis:run:1', ...run });
  assert.ok(shown.endsWith('}\n'));
});
