import assert from 'node:assert/strict';
import { it } from 'node:test';
import { numberFact, textFact, textsFact } from '../../src/patching/facts.js';
import { findingOf } from './fixture.js';

const finding = findingOf('bola-read', { facts: { text: 'a', list: ['a', 1, 'b'], number: 7, endless: Infinity } });

it('a fact of another type counts as absent', () => {
  assert.equal(textFact(finding, 'text'), 'a');
  assert.equal(textFact(finding, 'number'), undefined);
  assert.equal(textFact(finding, 'nothing'), undefined);
  assert.equal(numberFact(finding, 'number'), 7);
  assert.equal(numberFact(finding, 'endless'), undefined);
  assert.equal(numberFact(finding, 'text'), undefined);
});

it('a list has its texts only', () => {
  assert.deepEqual(textsFact(finding, 'list'), ['a', 'b']);
  assert.deepEqual(textsFact(finding, 'text'), []);
});

it('a finding without facts has none', () => {
  assert.equal(textFact(findingOf('bola-read'), 'text'), undefined);
  assert.deepEqual(textsFact(findingOf('bola-read'), 'list'), []);
});
