import assert from 'node:assert/strict';
import { test } from 'node:test';
import csv from '../../../src/report/formats/csv.js';
import { commandsIn, findingOf, hostile, plain, runOf } from '../run-of.js';

test('a head and one record a finding', () => {
  const [head, first, ...rest] = csv.render(runOf([findingOf()]), plain).split('\r\n');
  assert.match(head!, /^fingerprint,severity,confidence,status,rule,/);
  assert.match(first!, /^0123456789abcdef,high,firm,open,object-has-owner-rule,orders,getOrder,/);
  assert.match(first!, /openapi\.yaml,12,5,API1:2023,CWE-639,/);
  assert.deepEqual(rest, ['']);
});

test('a cell that a spreadsheet would run is text (CWE-1236)', () => {
  for (const start of ['=1+1', '+1', '-1', '@SUM(A1)']) {
    const text = csv.render(runOf([findingOf({ message: start })]), plain);
    assert.ok(text.includes(`'${start}`), start);
  }
});

test('quotes, commas and line breaks stay inside their cell', () => {
  const lines = csv.render(runOf([findingOf({ message: 'a "b", c\r\nd' })]), plain).split('\r\n');
  assert.equal(lines.length, 3);
  assert.ok(lines[1]!.includes('a ""b"", c'));
});

test('hostile text commands no terminal', () => {
  assert.deepEqual(
    commandsIn(csv.render(runOf([findingOf({ message: hostile })]), plain).replaceAll('\r\n', '\n')),
    [],
  );
});
