import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { inspectValue, isPlain, isPlainName } from '../../src/inspection/inspect.js';

const part = { in: 'query', isName: false, name: 'value' } as const;
const name = { ...part, isName: true } as const;

test('a sighting names family, reading, place and reason', () => {
  const seen = inspectValue('%3Cscript%3Ealert(1)%3C/script%3E', 'name', part)!;
  assert.equal(seen.family, 'xss');
  assert.equal(seen.chain, 'percent');
  assert.equal(seen.text.slice(seen.offset, seen.offset + 7), '<script');
  assert.ok(seen.length > 0 && seen.reason !== '' && seen.score === 5);
});

test('the worst thing counts, never a sum', () => {
  const one = inspectValue('see http://10.0.0.1/ please', 'name', part)!;
  const many = inspectValue('see http://10.0.0.1/ please '.repeat(50), 'name', part)!;
  assert.equal(many.score, one.score);
});

describe('an attack is seen', () => {
  const rows: readonly (readonly [name: string, text: string])[] = [
    ['behind 60,000 blanks', `${' '.repeat(60_000)}<script>alert(1)</script>`],
    ['behind much text', `${'the parcel was here '.repeat(3_000)}<script>alert(1)</script>`],
    ['in JSON in a string', '{"a":{"b":"<script>alert(1)</script>"}}'],
    [
      'in JSON in a string of JSON in a string',
      JSON.stringify({ a: JSON.stringify({ b: '<script>alert(1)</script>' }) }),
    ],
    ['in base64 in JSON', JSON.stringify({ a: Buffer.from('<script>alert(1)</script>').toString('base64') })],
    ['as a name in JSON', '{"$where":"1"}'],
    ['beside something that is only noted', '{"k":"gopher://127.0.0.1:1/_x"}'],
  ];
  for (const [title, text] of rows) {
    it(title, () => assert.ok((inspectValue(text, 'name', part)?.score ?? 0) >= 4));
  }
});

test('what is encoded sixty-four times is refused, whatever it says', () => {
  let value = '<';
  for (let i = 0; i < 64; i++) value = value.replaceAll('%', '%25').replace('<', '%3C');
  const seen = inspectValue(value, 'name', part)!;
  assert.equal(seen.family, 'protocol');
  assert.match(seen.reason, /encoded more than five times/);
});

test('half a surrogate pair is no text', () => {
  assert.equal(inspectValue('a\ud800b', 'name', part)?.family, 'protocol');
});

test('a megabyte of brackets is looked at in bounded time and is no attack', () => {
  for (const sign of ['[', '{', '(', '<', '"', "'"]) {
    const start = performance.now();
    const seen = inspectValue(sign.repeat(1_000_000), 'name', part);
    assert.ok((seen?.score ?? 0) < 5, sign);
    assert.ok(performance.now() - start < 4_000, sign);
  }
});

describe('plain values are told by their characters', () => {
  for (const text of ['Ashton Hansen', 'a.b@example.com', '2026-01-01', '16380f45-9f8c-408f-b2f6-261afb889bf3', '']) {
    it(JSON.stringify(text), () => {
      assert.equal(isPlain(text, 'name'), true);
      assert.equal(inspectValue(text, 'name', part), undefined);
    });
  }
});

describe('what may still say something is not plain', () => {
  const rows = ["O'Brien", '1 union select 2', 'PHNjcmlwdD4', 'java.lang.Runtime', 'a=b', 'ä'];
  for (const text of rows) it(text, () => assert.equal(isPlain(text, 'name'), false));
  it('a file name', () => assert.equal(isPlain('shell.php', 'filename'), false));
  for (const text of ['__proto__', 'constructor.prototype', 'jsessionid', '$ne']) {
    it(`the name ${text}`, () => {
      assert.equal(isPlainName(text), false);
      assert.ok(inspectValue(text, 'name', name));
    });
  }
});

test('time grows with the length of the text, and not faster', () => {
  for (const seed of ["' or ", '<a ', '%25', '${', '{{', '../', ';c ', '&#60', '\\u00', 'a=b;']) {
    const millis = (length: number): number => {
      const text = seed.repeat(Math.ceil(length / seed.length));
      const times = [1, 2, 3].map(() => {
        const start = process.cpuUsage();
        inspectValue(text, 'name', part);
        return process.cpuUsage(start).user / 1000;
      });
      return Math.max(Math.min(...times), 4);
    };
    millis(8_000);
    const [short, long] = [millis(16_000), millis(128_000)];
    assert.ok(long / short < 32, `${seed}: ${short} ms, ${long} ms`);
  }
});
