import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePattern, UnsafePatternError } from '../../src/model/safe-pattern.js';

const native = (pattern: string) => {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return new RegExp(pattern);
  }
};

const texts = [
  '',
  'a',
  'aa',
  'abc',
  'two words',
  'Zoë Müller',
  'Ина',
  'Ina 1',
  'SKU-123:AB',
  'SKU-12:AB',
  'Abcdefg1',
  'abcdefgh',
  'a-b-c',
  'a--b',
  'user@example.com',
  'a@b',
  '2026-10-31',
  'id~one',
  'admin1',
  'superuser',
  '1.2.3.4',
  'a/b',
  'éxx',
  'a\rb',
  'a\nb',
  '\u00a0',
  'a\u2028b',
  '🚢🚢',
  '[x]',
  '\\',
  'a|b',
  '{',
  'x'.repeat(64),
];

test('a pattern means the same in whichever engine runs it', () => {
  const patterns: [string, 'native' | 're2'][] = [
    ['^[\\p{L}\\p{M} .-]{1,20}$', 'native'],
    ['^SKU\\-\\d{3}\\:[A-Z]+$', 'native'],
    ['^[a-z]{1,2000}$', 'native'],
    ['^\\d{4}-\\d{2}-\\d{2}$', 'native'],
    ['^[^\\/]+$', 'native'],
    ['^(?=.*[A-Z])(?=.*\\d).{8,}$', 'native'],
    ['^(?!admin).*$', 'native'],
    ['^(admin|super)$', 'native'],
    ['^[a-z0-9]+(-[a-z0-9]+)*$', 're2'],
    ['^[\\w.+-]+@[\\w-]+\\.[\\w.-]+$', 're2'],
    ['^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$', 're2'],
    ['^[a-z]+~(one|many)(~.+)?$', 're2'],
    ['^\\S+\\s\\S+$', 're2'],
    ['^\\S+.\\S+$', 're2'],
    ['^\\u00e9+x+$', 're2'],
    ['^[\\u{1F6A2}]+.*$', 're2'],
    ['^[[\\]x]+.?[^\\s]*$', 're2'],
    ['(?<year>\\d+)-(?<month>\\d+)', 're2'],
    ['a+|b+', 're2'],
    ['^(?=.*a.*b)(?!.*z.*z)[a-z]+.*$', 're2'],
  ];
  for (const [pattern, engine] of patterns) {
    const compiled = compilePattern(pattern);
    assert.equal(compiled.engine, engine, pattern);
    const expected = native(pattern);
    for (const text of texts)
      assert.equal(compiled.test(text), expected.test(text), `${pattern} on ${JSON.stringify(text)}`);
  }
});

test('no text makes an evil pattern slow', () => {
  const evil = [
    '^(\\w+\\s?)*$',
    '^(a+)+$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '(.*a){20}',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '^\\s*(.*)\\s*$x',
    '\\d+$',
    '.*.*=.*',
    '^(a?){30}a{30}$',
    '^(?=(a+)+$).*b$',
  ];
  for (const pattern of evil) {
    const compiled = compilePattern(pattern);
    const started = performance.now();
    for (const text of [`${'a'.repeat(40)}!`, `${'a'.repeat(20_000)}!`, `${'1'.repeat(20_000)}x`, ' '.repeat(5_000)])
      compiled.test(text);
    assert.ok(performance.now() - started < 1_000, `${pattern} took ${performance.now() - started} ms`);
  }
});

test('what is no pattern, or cannot be run in linear time, is an error', () => {
  for (const pattern of ['(', '[a', '(a)\\1+', '(?<=a+)b+c+', '^(?:(?=a)b*)*$', '^(a{1,50}){1,50}$']) {
    assert.throws(() => compilePattern(pattern), UnsafePatternError, pattern);
  }
});
