import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standing } from '../../../src/inspection/sql/standing.js';

const value = { in: 'body', isName: false, name: 'q' } as const;
const scoreOf = (text: string, isName = false) => standing(text, { ...value, isName })?.score ?? 0;

test('statements, unions and subqueries stand by themselves', () => {
  for (const text of [
    'select * from users where id=1',
    'x; drop table users--',
    'a union select 1,2,3 b',
    '(select password from users limit 1)',
    "waitfor delay '0:0:5'",
    'exec xp_cmdshell',
  ]) {
    assert.ok(scoreOf(text) >= 4, text);
  }
});

test('a name of the caller that is a call is seen, and a value that goes on is not', () => {
  assert.ok(scoreOf('rand(', true) >= 4);
  assert.ok(scoreOf('rand(5) was drawn') < 4);
});

test('catalogues are named in queries, not in sentences', () => {
  assert.ok(scoreOf('x from information_schema.tables') >= 4);
  assert.ok(scoreOf('you will find that in information_schema, as always') < 4);
});

test('calls of programs are not those of a query', () => {
  for (const text of ['time.sleep(5)', 'await sleep(5)', 'sleep()']) assert.ok(scoreOf(text) < 4, text);
  for (const text of ['sleep(5)', '(sleep(5))', 'if(1=1,sleep(5),0)']) assert.ok(scoreOf(text) >= 4, text);
});
