import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupByCause, groupCount } from '../../src/report/causes.js';
import { findingOf } from './run-of.js';

describe('grouping by cause', () => {
  it('puts the worst rule first, then the one that concerns most operations', () => {
    const groups = groupByCause([
      findingOf({ ruleId: 'few', severity: 'medium' }),
      findingOf({ ruleId: 'many', severity: 'medium', instances: { count: 40, what: 'operations' } }),
      findingOf({ ruleId: 'worst', severity: 'low' }),
      findingOf({ ruleId: 'worst', severity: 'critical' }),
    ]);
    assert.deepEqual(
      groups.map(({ ruleId, severity }) => `${severity} ${ruleId}`),
      ['critical worst', 'medium many', 'medium few'],
    );
  });

  it('has the findings of a group worst first', () => {
    const [group] = groupByCause([findingOf({ severity: 'low' }), findingOf({ severity: 'high' })]);
    assert.deepEqual(
      group!.findings.map(({ severity }) => severity),
      ['high', 'low'],
    );
    assert.equal(groupCount(group!), '2 findings (1 high, 1 low)');
  });

  it('does not change the list it is given', () => {
    const findings = [findingOf({ severity: 'low' }), findingOf({ severity: 'high' })];
    groupByCause(findings);
    assert.equal(findings[0]!.severity, 'low');
  });

  it('counts a single finding, and nothing where there is nothing', () => {
    assert.equal(groupCount(groupByCause([findingOf()])[0]!), '1 finding');
    assert.deepEqual(groupByCause([]), []);
  });
});
