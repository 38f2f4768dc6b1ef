import assert from 'node:assert/strict';
import { test } from 'node:test';
import github from '../../../src/report/formats/github.js';
import { commandsIn, findingOf, hostile, plain, runOf } from '../run-of.js';

test('an annotation at the line, its level by severity', () => {
  const [first, last] = github
    .render(runOf([findingOf()]), plain)
    .trimEnd()
    .split('\n');
  assert.equal(
    first,
    '::error file=openapi.yaml,line=12,col=5,title=Objects have an owner rule (object-has-owner-rule)::GET /orders/{orderId} takes the id of any order Fix: Declare the owner.',
  );
  assert.equal(last, 'Portcullis audit: 1 high');
});

test('text ends neither the command nor its properties', () => {
  const finding = findingOf({ title: 'a,b: c%', message: 'x\n::set-output name=y::z', severity: 'low' });
  const lines = github
    .render(runOf([finding]), plain)
    .trimEnd()
    .split('\n');
  assert.equal(lines.length, 2);
  assert.match(lines[0]!, /^::notice file=openapi\.yaml,line=12,col=5,title=a%2Cb%3A c%25 /);
});

test('no more than GitHub shows, and the rest is counted', () => {
  const text = github.render(runOf(Array.from({ length: 60 }, () => findingOf())), plain);
  assert.equal(text.split('\n').filter((line) => line.startsWith('::')).length, 50);
  assert.match(text, /60 high, 10 not shown/);
});

test('hostile text commands no terminal', () => {
  assert.deepEqual(commandsIn(github.render(runOf([findingOf({ message: hostile })]), plain)), []);
});
