import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cvss3Score } from '../../../src/audit/dependencies/cvss.js';
import { affects, fixedVersion } from '../../../src/audit/dependencies/match.js';
import { advisoriesOfAnswer, rangesOfText } from '../../../src/audit/dependencies/registry-answer.js';
import { isOneEditAway } from '../../../src/audit/dependencies/lookalike.js';
import { popularNames } from '../../../src/audit/dependencies/popular-names.js';
import type { Advisory, AdvisoryRange } from '../../../src/audit/dependencies/types.js';

const advisory = (ranges: readonly AdvisoryRange[], versions: readonly string[] = []): Advisory => ({
  id: 'GHSA-1',
  aliases: [],
  package: 'left',
  summary: '',
  severity: 'high',
  cwe: [],
  malicious: false,
  ranges,
  versions,
});

describe('a range of an advisory', () => {
  const range = advisory([{ introduced: '1.0.0', fixed: '1.2.0' }]);
  for (const [version, expected] of [
    ['0.9.9', false],
    ['1.0.0-rc.1', false],
    ['1.0.0', true],
    ['1.1.9', true],
    ['1.2.0-beta.1', true],
    ['1.2.0', false],
    ['not a version', false],
  ] as const) {
    it(`${expected ? 'has' : 'does not have'} ${version}`, () => assert.equal(affects(range, version), expected));
  }

  it('without an end, with a last version, and a list of versions', () => {
    assert.ok(affects(advisory([{ introduced: '0' }]), '99.0.0'));
    assert.ok(affects(advisory([{ introduced: '0' }]), '0.0.0-alpha'));
    assert.ok(affects(advisory([{ introduced: '0', lastAffected: '1.0.0' }]), '1.0.0'));
    assert.ok(!affects(advisory([{ introduced: '0', lastAffected: '1.0.0' }]), '1.0.1'));
    assert.ok(affects(advisory([], ['1.0.0-weird+build']), '1.0.0-weird+build'));
  });

  it('names the lowest fix above, and none that is flawed itself', () => {
    const two = advisory([
      { introduced: '1.0.0', fixed: '1.2.0' },
      { introduced: '2.0.0', fixed: '2.1.0' },
    ]);
    assert.equal(fixedVersion(two, '1.1.0'), '1.2.0');
    assert.equal(fixedVersion(two, '2.0.5'), '2.1.0');
    assert.equal(fixedVersion(advisory([{ introduced: '0' }]), '1.0.0'), undefined);
    const overlapping = advisory([
      { introduced: '1.0.0', fixed: '1.2.0' },
      { introduced: '1.1.0', fixed: '1.3.0' },
    ]);
    assert.equal(fixedVersion(overlapping, '1.1.0'), '1.3.0');
  });
});

describe('the answer of a registry', () => {
  it('has ranges as npm writes them', () => {
    assert.deepEqual(rangesOfText('<1.2.3'), [{ introduced: '0', fixed: '1.2.3', lastAffected: undefined }]);
    assert.deepEqual(rangesOfText('>=1.0.0 <=1.2.3 || >=2.0.0 <2.1.0'), [
      { introduced: '1.0.0', fixed: undefined, lastAffected: '1.2.3' },
      { introduced: '2.0.0', fixed: '2.1.0', lastAffected: undefined },
    ]);
    assert.deepEqual(rangesOfText('=1.0.0'), [{ introduced: '1.0.0', lastAffected: '1.0.0' }]);
    assert.ok(affects(advisory(rangesOfText('*')), '5.0.0'));
    assert.ok(!affects(advisory(rangesOfText('>1.0.0')), '1.0.0'));
  });

  it('is read by name, and what is no answer is none', () => {
    const found = advisoriesOfAnswer({
      left: [
        {
          id: 7,
          url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
          title: 'Flaw',
          severity: 'moderate',
          vulnerable_versions: '<2.0.0',
          cwe: ['CWE-400'],
        },
      ],
    })!;
    assert.deepEqual(
      [found[0]!.id, found[0]!.severity, found[0]!.cwe, found[0]!.malicious],
      ['GHSA-aaaa-bbbb-cccc', 'medium', [400], false],
    );
    assert.equal(advisoriesOfAnswer({ error: 'no such thing' }), undefined);
    assert.equal(advisoriesOfAnswer([]), undefined);
    assert.equal(advisoriesOfAnswer(null), undefined);
    assert.deepEqual(advisoriesOfAnswer({}), []);
  });
});

describe('a CVSS 3 vector', () => {
  // Scores from the examples of the CVSS 3.1 specification.
  for (const [vector, score] of [
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
    ['CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N', 5.5],
    ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 9.9],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
  ] as const) {
    it(`${vector} is ${score}`, () => assert.equal(cvss3Score(vector), score));
  }

  it('that is none has no score', () => {
    assert.equal(cvss3Score('CVSS:4.0/AV:N'), undefined);
    assert.equal(cvss3Score('CVSS:3.1/AV:N'), undefined);
  });
});

it('the list of popular names is long enough, and has no name twice that differs in case', () => {
  assert.ok(popularNames.size > 1000);
  for (const name of ['express', 'lodash', 'react', '@types/node']) assert.ok(popularNames.has(name), name);
  assert.equal(new Set([...popularNames].map((name) => name.toLowerCase())).size, popularNames.size);
});

it('one edit is a letter more, less or other, or two swapped', () => {
  for (const [a, b] of [
    ['abc', 'abcd'],
    ['abcd', 'abc'],
    ['abc', 'abx'],
    ['abcd', 'abdc'],
    ['bcd', 'abcd'],
  ] as const)
    assert.ok(isOneEditAway(a, b), `${a} ${b}`);
  for (const [a, b] of [
    ['abc', 'abc'],
    ['abc', 'xyz'],
    ['abc', 'abcde'],
    ['abcd', 'badc'],
    ['ab', 'cd'],
  ] as const)
    assert.ok(!isOneEditAway(a, b), `${a} ${b}`);
});
