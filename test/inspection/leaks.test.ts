import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { leakClasses, type LeakClass } from '../../src/core/inspection.js';
import { leaksIn } from '../../src/inspection/leaks.js';

const all = new Set(leakClasses);
const classesOf = (text: string): readonly string[] => leaksIn(text, all).map((leak) => leak.class);

const leaking: readonly (readonly [leak: LeakClass, text: string])[] = [
  ['trace', 'Error: x\n    at run (/srv/app/index.js:10:5)\n    at node:internal/main:1:1'],
  ['trace', '{"stack":"Error: x\\n    at Object.run (/srv/app/index.js:10:5)"}'],
  ['trace', 'java.lang.IllegalStateException: x\n\tat com.example.App.main(App.java:12)'],
  ['trace', 'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in run'],
  ['trace', 'Fatal error: Uncaught Error: x in /var/www/html/index.php on line 3'],
  ['trace', 'panic: runtime error: index out of range\n\ngoroutine 1 [running]:'],
  ['trace', "app.rb:12:in `run'"],
  ['trace', '   at Example.App.Run(String x) in C:\\src\\App.cs:line 12'],
  ['sql-error', 'You have an error in your SQL syntax; check the manual'],
  ['sql-error', 'ERROR: syntax error at or near "from"'],
  ['sql-error', 'SQLITE_ERROR: no such table: members'],
  ['sql-error', "Incorrect syntax near 'x'"],
  ['sql-error', 'ORA-00933: SQL command not properly ended'],
  ['sql-error', 'SQLSTATE[42000]: Syntax error'],
  ['sql-error', 'unterminated quoted string at or near "x"'],
  ['sql-error', 'MongoServerError: unknown operator: $x'],
  ['listing', '<title>Index of /backup</title>'],
  ['listing', '<h1>Index of /</h1>'],
  ['listing', '<title>Directory listing for /</title>'],
  ['personal', '{"card":"4111 1111 1111 1111"}'],
  ['personal', '{"iban":"DE89370400440532013000"}'],
  ['personal', 'CPF 529.982.247-25'],
];

describe('an answer that leaks is told by class', () => {
  for (const [leak, text] of leaking)
    it(`${leak}: ${text.slice(0, 60)}`, () => assert.deepEqual(classesOf(text), [leak]));
});

describe('an honest answer leaks nothing', () => {
  const honest = [
    '{"id":1,"name":"Zoe"}',
    '{"message":"The request is invalid"}',
    '{"error":"not found","code":404}',
    'Meet at the station (platform 3:12)',
    'How to read a stack trace of Java',
    'a SQL syntax error is easily made',
    'the index of a book',
    '{"order":"4111 1111 1111 1112"}',
    '{"id":"1234567890123456"}',
    '{"phone":"+49 30 1234567890"}',
    '{"iban":"DE89370400440532013001"}',
    '{"trackingNumber":"00340434161094042557"}',
    '{"uuid":"16380f45-9f8c-408f-b2f6-261afb889bf3"}',
    '{"createdAt":"2026-01-01T10:00:00.000Z"}',
    'Parent Directory of the company',
    'at noon (see map.java for coffee)',
  ];
  for (const text of honest) it(text.slice(0, 60), () => assert.deepEqual(classesOf(text), []));
});

test('only the classes that are asked for are looked for', () => {
  assert.deepEqual(
    leaksIn('SQLSTATE[42000] 4111 1111 1111 1111', new Set(['personal'])).map((leak) => leak.class),
    ['personal'],
  );
});

test('the place of a leak is told', () => {
  const [leak] = leaksIn('card: 4111 1111 1111 1111.', all);
  assert.equal('card: 4111 1111 1111 1111.'.slice(leak!.offset, leak!.offset + leak!.length), '4111 1111 1111 1111');
});

test('megabytes of beginnings are looked through in bounded time', () => {
  for (const seed of ['\n at ', '4111 ', 'in /', 'DE89', 'at a.b(', '-----BEGIN PRIVATE KEY-----', 'File "']) {
    const start = process.cpuUsage();
    leaksIn(seed.repeat(Math.ceil(2_000_000 / seed.length)), all);
    assert.ok(process.cpuUsage(start).user < 3_000_000, seed);
  }
});
