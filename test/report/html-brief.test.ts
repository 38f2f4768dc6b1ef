import assert from 'node:assert/strict';
import { test } from 'node:test';
import { briefSection } from '../../src/report/html-brief.js';
import { findingOf, runOf } from './run-of.js';

const coverage = {
  operations: 3,
  reached: 2,
  unreached: { getCard: 'needs-actor' },
  cells: { getOrder: { a: { state: 'passed', probes: 2 }, b: { state: 'skipped', reason: 'x' } } },
} as const;

test('an audit has no page for people who decide: nothing was attacked', () => {
  assert.equal(briefSection(runOf([]), []), '');
});

test('the first page says what was done, what was found, what to do first and what is not known', () => {
  const findings = [findingOf({ confidence: 'confirmed' }), findingOf({ ruleId: 'ssrf', severity: 'low' })];
  const run = runOf(findings, { kind: 'pentest', target: 'http://127.0.0.1:4000', requests: 1200, coverage });
  const text = briefSection(run, findings);
  assert.match(text, /127\.0\.0\.1:4000<\/code> was attacked with 1,200 requests in 1 min/);
  assert.match(text, /2 of its 3 operations could be used/);
  assert.match(text, /1 high, 1 low\.<\/strong> 1 of 2 were shown twice/);
  assert.match(text, /Objects have an owner rule<\/strong> \(getOrder\)\. Declare the owner\./);
  assert.match(text, /Not known: 1 of 2 tests could not be done/);
});

test('a run that found nothing does not call the API safe, and one that was cut says so', () => {
  const text = briefSection(runOf([], { kind: 'pentest', coverage, outcome: 'interrupted' }), []);
  assert.match(text, /Nothing was proven; 1 test of an operation found nothing/);
  assert.match(text, /The run is interrupted: what is said here holds for the part that was done/);
});

test('names from outside stay text', () => {
  const text = briefSection(runOf([findingOf({ operationId: '<script>' })], { kind: 'pentest' }), [
    findingOf({ operationId: '<script>' }),
  ]);
  assert.doesNotMatch(text, /<script>/);
});
