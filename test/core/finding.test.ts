import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAtLeast, isDismissed, severities, severityRank, type FindingStatus } from '../../src/core/finding.js';

describe('severities', () => {
  it('are ranked worst first', () => {
    assert.deepEqual(severities.map(severityRank), [0, 1, 2, 3, 4]);
    assert.equal(severities[0], 'critical');
  });

  it('are at least a floor when they are as bad or worse', () => {
    assert.ok(isAtLeast('critical', 'high') && isAtLeast('high', 'high'));
    assert.ok(!isAtLeast('medium', 'high') && !isAtLeast('info', 'low'));
  });
});

describe('a finding is dismissed', () => {
  const table: readonly (readonly [FindingStatus, boolean])[] = [
    ['accepted', true],
    ['false-positive', true],
    ['open', false],
    ['patched', false],
    ['fixed', false],
    ['regressed', false],
  ];
  for (const [status, dismissed] of table)
    it(`${dismissed ? 'when' : 'not when'} it is ${status}`, () => assert.equal(isDismissed(status), dismissed));
});
