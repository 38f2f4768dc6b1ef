import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Change } from '../../../src/audit/drift/types.js';
import rule from '../../../src/audit/rules/contract-keeps-controls.js';
import { audit } from '../../../src/audit/runner.js';
import { emptyProject } from '../../../src/app/empty-project.js';
import { today } from '../describe-rule.js';

const place = { file: 'openapi.yaml', line: 7, column: 3 };
const change = (kind: Change['kind'], more: Partial<Change> = {}): Change => ({
  id: 'bound-widened',
  kind,
  severity: 'high',
  operation: 'POST /orders',
  part: 'body /note',
  message: 'it changed',
  place,
  ...more,
});

function findingsOf(...changes: readonly Change[]) {
  const estate = { name: 'shop', changes, notes: [], skipped: [] };
  const project = emptyProject(new Date(`${today}T12:00:00Z`));
  return audit(project, { today, version: '0.0.0', level: 'all', rules: [rule], estate }).findings;
}

describe(rule.id, () => {
  it('flags a change of its kind, where it stands and as bad as it is', () => {
    const [finding, ...more] = findingsOf(change('weakened', { severity: 'low' }));
    assert.equal(more.length, 0);
    assert.deepEqual([finding!.ruleId, finding!.severity, finding!.message], [rule.id, 'low', 'it changed']);
    assert.deepEqual(finding!.place, place);
    assert.deepEqual(finding!.facts, { change: 'bound-widened', operation: 'POST /orders' });
  });

  it('flags one change of the contract as a whole', () => {
    assert.equal(findingsOf(change('weakened', { operation: undefined })).length, 1);
  });

  it('keeps two changes of one operation apart, and one change the same when lines move', () => {
    const two = findingsOf(change('weakened'), change('weakened', { part: 'body /name' }));
    assert.equal(new Set(two.map(({ fingerprint }) => fingerprint)).size, 2);
    const moved = findingsOf(change('weakened', { place: { ...place, line: 90 } }));
    assert.equal(moved[0]!.fingerprint, findingsOf(change('weakened'))[0]!.fingerprint);
  });

  it('passes changes of another kind, and none', () => {
    assert.deepEqual(findingsOf(change('breaking')), []);
    assert.deepEqual(findingsOf(), []);
  });
});
