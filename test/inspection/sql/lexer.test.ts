import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SqlLexer } from '../../../src/inspection/sql/lexer.js';

function tokens(text: string): string[] {
  const lexer = new SqlLexer(text, 0);
  const read: string[] = [];
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) read.push(`${token.kind}:${token.text}`);
  return read;
}

const rows: readonly [text: string, read: readonly string[]][] = [
  ['a = 1', ['word:a', 'operator:=', 'number:1']],
  ["'it''s'", ["string:it''s"]],
  ["'a\\'b'", ["string:a\\'b"]],
  ["'open", ['open:open']],
  ['`t`.x', ['word:t', 'punctuation:.', 'word:x']],
  ['a/*x*/b', ['word:a', 'word:b']],
  ['/*!50000select*/', ['word:select']],
  ['a /* x', ['word:a', 'comment:/*']],
  ['1 -- x', ['number:1', 'comment:-- ']],
  ['1 # x', ['number:1', 'comment:# x']],
  ['union -- x\nselect', ['word:union', 'word:select']],
  ['union#x\n select', ['word:union', 'word:select']],
  ['a -- x\nb', ['word:a', 'comment:-- ', 'word:b']],
  ['0xAF 1.5 1e3 .5', ['number:0xAF', 'number:1.5', 'number:1e3', 'number:.5']],
  ['@@version', ['word:@@version']],
  ['a::int', ['word:a', 'operator:::', 'word:int']],
  ['a <@ b', ['word:a', 'operator:<@', 'word:b']],
  ['a\u00a0or\u00a0b', ['word:a', 'word:or', 'word:b']],
];
for (const [text, read] of rows) test(`reads ${text}`, () => assert.deepEqual(tokens(text), read));

test('no more than a bounded number of tokens is read', () => assert.ok(tokens('a '.repeat(10_000)).length <= 160));
