import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyBaseline, readBaseline, writeBaseline } from '../../src/audit/baseline.js';
import { findingOf, runOf } from '../report/run-of.js';

const print = (digit: number) => String(digit).repeat(16);
const [one, two, three] = [1, 2, 3].map((digit) => findingOf({ fingerprint: print(digit) })) as [
  ReturnType<typeof findingOf>,
  ReturnType<typeof findingOf>,
  ReturnType<typeof findingOf>,
];
const baselineOf = (...fingerprints: readonly string[]) => ({ file: 'base.json', fingerprints: new Set(fingerprints) });

describe('a baseline', () => {
  it('has the fingerprints only, sorted, and is read as it was written', () => {
    const text = writeBaseline([two, one, one]);
    assert.deepEqual(JSON.parse(text), { version: 1, fingerprints: [print(1), print(2)] });
    assert.doesNotMatch(text, /object-has-owner-rule|orders/);
    assert.deepEqual([...readBaseline('base.json', text).fingerprints], [print(1), print(2)]);
  });

  it('has none that a person accepted: those have an end of their own', () => {
    assert.deepEqual(JSON.parse(writeBaseline([{ ...one, status: 'accepted' }])), { version: 1, fingerprints: [] });
  });

  it('accepts what it knows, and leaves open what is new', () => {
    const run = applyBaseline(runOf([one, two]), baselineOf(print(1)), new Set([print(1), print(2)]));
    assert.deepEqual(
      run.findings.map(({ status }) => status),
      ['accepted', 'open'],
    );
    assert.deepEqual(run.notes, ['1 finding known from base.json']);
  });

  it('reports what is gone as fixed', () => {
    const run = applyBaseline(runOf([one]), baselineOf(print(1), print(2), print(3)), new Set([print(1)]));
    assert.match(run.notes.join('\n'), /^2 findings of base\.json fixed \(22222222, 33333333\): --update-baseline/m);
  });

  it('does not call fixed what is only below the level, or was not looked at', () => {
    assert.deepEqual(applyBaseline(runOf([]), baselineOf(print(3)), new Set([three.fingerprint])).notes, []);
    assert.deepEqual(applyBaseline(runOf([]), baselineOf(print(3)), undefined).notes, []);
  });

  it('that is damaged is an error, and lets nothing through', () => {
    for (const text of [
      '',
      '[]',
      '{"version":2,"fingerprints":[]}',
      '{"version":1}',
      '{"version":1,"fingerprints":["x y"]}',
    ]) {
      assert.throws(() => readBaseline('base.json', text), {
        code: 'SYNTAX_INVALID',
        message: /^base\.json is no baseline/,
      });
    }
  });
});
