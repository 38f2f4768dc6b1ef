import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseStrictJson } from '../../src/gateway/json-scan.js';

const read = (text: string) => parseStrictJson(Buffer.from(text));

test('10,000 properties are read, one more is not', () => {
  const withKeys = (count: number) => JSON.stringify(Array.from({ length: count }, () => ({ a: 1 })));
  assert.equal(read(withKeys(10_000)).reason, undefined);
  assert.equal(read(withKeys(10_001)).reason, 'has more than 10000 properties');
});

test('JSON that can be read in one way is parsed', () => {
  const texts = [
    '{}',
    '[]',
    '0',
    '-1.5e3',
    '"a:b{"',
    'null',
    'true',
    '{"a":{"b":[1,2,{"c":"\\"}"}]}}',
    ' { "a" : 1 } ',
    '{"ref": 9007199254740993, "amount": 1.10}',
    '{"n":9223372036854775807}',
    '{"n":-9223372036854775808}',
    '{"true":false,"e":1e3}',
    '{"constructor":1,"toString":2}',
    '{"a\\\\":1,"a":2}',
    '{"\\u0061":1}',
    `${'['.repeat(32)}${']'.repeat(32)}`,
  ];
  for (const text of texts) assert.deepEqual(read(text), { value: JSON.parse(text) as unknown }, text);
});

test('JSON that two parsers may read differently is refused, and the reason holds no value', () => {
  const table: [string, RegExp][] = [
    ['{"a":1,"a":2}', /twice/],
    ['{"coins":9000,"\\u0063oins":1}', /twice/],
    ['[{"x":{"a":1,"b":2,"a":3}}]', /twice/],
    ['{"__proto__":{}}', /__proto__/],
    ['{"x":[{"\\u005f_proto__":1}]}', /__proto__/],
    [`${'['.repeat(33)}${']'.repeat(33)}`, /deeper than 32/],
    [`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, /deeper than 32/],
    ['{"amount":1e999}', /too large/],
    ['-1e400', /too large/],
    ['{"ref":-9223372036854775809}', /in one way/],
    ['9223372036854775808', /in one way/],
    ['{"a":1', /not JSON/],
    ['', /not JSON/],
    ['\ufeff{}', /not JSON/],
    ['{"a":1}x', /not JSON/],
    ["{'a':1}", /not JSON/],
    ['NaN', /not JSON/],
    ['{"a":01}', /not JSON/],
  ];
  for (const [text, reason] of table) assert.match(read(text).reason ?? 'accepted', reason, text);
  assert.match(parseStrictJson(Buffer.from([0x22, 0xff, 0x22])).reason ?? '', /UTF-8/);
});

test('whatever JSON.stringify writes is read as JSON.parse reads it', () => {
  const shallow = fc.jsonValue({ maxDepth: 6 });
  fc.assert(
    fc.property(shallow, fc.integer({ min: 0, max: 2 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      if (text.includes('"__proto__"')) return;
      assert.deepEqual(read(text), { value: JSON.parse(text) as unknown });
    }),
    { numRuns: 2_000 },
  );
});

test('no bytes make it throw, and what it accepts JSON.parse accepts', () => {
  const noise = fc.array(fc.constantFrom(...'{}[]":,\\ue0123456789-+. tfnabc'.split(''), '"a":', '\u00e9'), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        noise.map((parts) => Buffer.from(parts.join(''))),
        fc.uint8Array().map(Buffer.from),
      ),
      (bytes) => {
        const result = parseStrictJson(bytes);
        if (result.reason === undefined) assert.deepEqual(result.value, JSON.parse(bytes.toString()) as unknown);
      },
    ),
    { numRuns: 5_000 },
  );
});
