import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QueryReader, type Shape } from '../../../src/inspection/sql/grammar.js';

const continuations: readonly [rest: string, shape: Shape][] = [
  [' or 1=1', 'comparison'],
  [" or 'a'='a", 'comparison'],
  [' union select 1,2', 'union'],
  [' union/**/all/**/select null', 'union'],
  ['--', 'comment'],
  [')--', 'comment'],
  [' and sleep(5)', 'call'],
  [' and (select 1 from t)', 'call'],
  [' and case when 1=1 then 2 end', 'call'],
  [' order by 5', 'comparison'],
  [' limit 1 offset 2--', 'comparison'],
  ['; drop table t', 'statement'],
  [" waitfor delay '0:0:5'", 'statement'],
  [", 'b', 3); drop table t--", 'statement'],
  [' into outfile "x"', 'call'],
  [' is not null', 'comparison'],
  [' between 1 and 2', 'comparison'],
  [' or {fn length(1)}=1', 'comparison'],
  // Prose
  [' is here', 'none'],
  [' in names', 'none'],
  [' like that', 'none'],
  [' and the others', 'none'],
  [' or of it', 'none'],
  [', and so on', 'none'],
  ['; see below', 'none'],
  [' union of states', 'none'],
  [' order by phone', 'none'],
  [' between us', 'none'],
  ['s bowl', 'none'],
];
describe('behind a closed literal', () => {
  for (const [rest, shape] of continuations) {
    it(`${JSON.stringify(rest)} is ${shape}`, () => assert.equal(new QueryReader(rest, 0).continuation().shape, shape));
  }
});

const whole = ['drop table users', 'insert into t (a) values (1)', 'delete from t where a=1', 'update t set a=1'];
const labels = [
  'drop table reservations here',
  'insert into slot',
  'delete from the cart',
  'update the set',
  'create user',
];
describe('a statement', () => {
  for (const text of whole)
    it(`is ${text}`, () => assert.equal(new QueryReader(text, 0).statement().shape, 'statement'));
  for (const text of labels)
    it(`is not ${text}`, () => assert.equal(new QueryReader(text, 0).statement().shape, 'none'));
});

describe('deep nesting', () => {
  it('ends the reading and not the process', () => {
    new QueryReader(` or ${'('.repeat(100_000)}`, 0).continuation();
    new QueryReader(` or ${'-'.repeat(100_000)}1`, 0).continuation();
    new QueryReader(` or ${'select '.repeat(10_000)}1`, 0).continuation();
  });
});
