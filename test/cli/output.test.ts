import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkFormat, exitCodeOf, table } from '../../src/cli/output.js';
import { PortcullisError } from '../../src/core/errors.js';
import type { FindingStatus, Run, Severity } from '../../src/core/finding.js';
import { findingOf, runOf } from '../report/run-of.js';

describe('the exit code of a run', () => {
  type Case = readonly [
    what: string,
    severities: readonly Severity[],
    outcome: Run['outcome'],
    failOn: Severity | 'none',
    code: number,
  ];
  const cases: readonly Case[] = [
    ['nothing found', [], 'complete', 'high', 0],
    ['something below the floor', ['medium', 'low'], 'complete', 'high', 0],
    ['something at the floor', ['high'], 'complete', 'high', 1],
    ['something above the floor', ['critical'], 'complete', 'high', 1],
    ['no floor', ['critical'], 'complete', 'none', 0],
    ['nothing found, but not everything looked at', [], 'incomplete', 'high', 3],
    ['something found before it ended early', ['high'], 'incomplete', 'high', 1],
    ['stopped by a person, whatever was found', ['critical'], 'interrupted', 'high', 130],
  ];
  for (const [what, severities, outcome, failOn, code] of cases) {
    it(`is ${code} for ${what}`, () => {
      const findings = severities.map((severity) => findingOf({ severity }));
      assert.equal(exitCodeOf(runOf(findings, { outcome }), failOn), code);
    });
  }

  it('is not moved by what was accepted or dismissed, and is by what came back', () => {
    const codeFor = (status: FindingStatus) => exitCodeOf(runOf([findingOf({ status })]), 'high');
    assert.deepEqual((['accepted', 'false-positive', 'open', 'regressed'] as const).map(codeFor), [0, 0, 1, 1]);
  });
});

describe('a table', () => {
  it('has aligned columns and no blanks at the end of a line', () => {
    assert.equal(
      table([
        ['id', 'name'],
        ['1234', 'a'],
        ['5', ''],
      ]),
      'id    name\n1234  a\n5\n',
    );
  });

  it('has a width for columns that the first row lacks', () => {
    assert.equal(table([['a'], ['b', 'long', 'x'], ['c', 'y', 'z']]), 'a\nb  long  x\nc  y     z\n');
  });

  it('of nothing is one empty line', () => assert.equal(table([]), '\n'));

  it('shows what a cell has as text', () => assert.equal(table([['a\u001b[31m\nb', 'c']]), 'a\\u{1b}[31m\\u{a}b  c\n'));
});

describe('the format', () => {
  const refused = (isReport: boolean, wanted: string) => () => checkFormat({ isReport }, wanted);

  it('of a report may be any, of other results text or json', () => {
    for (const wanted of ['text', 'json', 'sarif', undefined]) checkFormat({ isReport: true }, wanted);
    for (const wanted of ['text', 'json', undefined]) checkFormat({}, wanted);
    assert.throws(refused(false, 'sarif'), { code: 'USAGE', expected: 'one of text, json' });
    assert.throws(
      refused(true, 'jsn'),
      (error) => error instanceof PortcullisError && error.hint === 'did you mean "json"?',
    );
  });
});
