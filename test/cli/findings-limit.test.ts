import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exceeded, findingsLimit } from '../../src/cli/findings-limit.js';
import { findingOf, runOf } from '../report/run-of.js';

const parse = findingsLimit('--max-findings');
const run = runOf([
  ...Array.from({ length: 3 }, () => findingOf({ severity: 'medium' })),
  findingOf({ severity: 'medium', status: 'accepted' }),
  findingOf({ severity: 'low' }),
]);

describe('--max-findings', () => {
  it('allows as many as it says, of each severity apart', () => {
    assert.deepEqual(exceeded(run, parse('medium=3,low=1')), []);
    assert.deepEqual(exceeded(run, parse('medium=2, low=0')), [
      '3 medium findings, and --max-findings allows 2',
      '1 low findings, and --max-findings allows 0',
    ]);
  });

  it('says nothing of severities that it does not name, and nothing when it is not given', () => {
    assert.deepEqual(exceeded(run, parse('critical=0')), []);
    assert.deepEqual(exceeded(run, undefined), []);
  });

  it('takes nothing but severities and numbers', () => {
    for (const text of ['', 'medium', 'medium=', 'medium=-1', 'medium=1.5', '=3', 'medium=1;low=2']) {
      assert.throws(() => parse(text), { code: 'USAGE', message: /^--max-findings does not take/ }, text);
    }
    assert.throws(() => parse('meduim=1'), { hint: /medium/ });
  });
});
