import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rules } from '../../src/audit/rules.js';
import { weaknessNames } from '../../src/core/weakness-names.js';
import { checks } from '../../src/pentest/checks.js';

describe('the names of weaknesses', () => {
  it('are known for every number that a rule or a check refers to', () => {
    const used = [...rules, ...checks].flatMap(({ id, cwe }) => cwe.map((number) => ({ id, number })));
    assert.deepEqual(
      used.filter(({ number }) => weaknessNames[number] === undefined),
      [],
    );
  });

  it('are of weaknesses, not of categories that MITRE asks not to map to', () => {
    for (const category of [16, 19, 189, 254, 255, 264, 310, 399, 840, 1211])
      assert.equal(weaknessNames[category], undefined);
  });
});
