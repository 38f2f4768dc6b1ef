import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isExponential } from '../../src/audit/regex-ambiguity.js';
import { compilePattern } from '../../src/model/safe-pattern.js';
import { everydayTexts, shapeFor } from '../../src/patching/injection-shapes.js';

const inText = compilePattern(shapeFor(['plum'], 'string')!);
const bare = compilePattern(shapeFor(['7'], 'number')!);

const attacks: Readonly<Record<string, readonly string[]>> = {
  'a quote that is left open': ["'", "plum'", "''", "plum''", '"', 'plum"', '`', "pl'um'", "'plum", '\\', "\\'"],
  union: [
    "' UNION SELECT 1,2,3",
    "x' union all select email,passwordHash from customers-- ",
    "x%' UNION SELECT 1--",
    "x'union select a from b where c like'd",
    "x'/**/UNION/**/SELECT/**/1",
    "x'uNiOn SeLeCt 1",
    "x')union(select(1))--",
    'x union select(password)from(users)',
  ],
  'a condition': [
    "' OR '1'='1",
    "' or 1=1-- ",
    "x' or 'a'='a",
    "x'or'y",
    "x'OR'true",
    "x'||'y",
    "x'and'y",
    "x'xor'y",
    "x'like'y",
    "x'or 1",
    "1 or name like'or 1 or 1",
    "x'is not null or'y",
    "x' AND 'a' LIKE 'a",
    "admin'-",
    "x'in'y",
    "x'div'y",
    "x'between'a",
    "O'Brien or 1=1",
    "O'Brien' or '1",
  ],
  'a second statement': [
    "'; DROP TABLE products",
    'plum; drop table products',
    "x'exec xp_cmdshell",
    "x'waitfor delay",
    "x'shutdown",
    "x'insert into t",
    "x'declare a",
    "x'; select pg_sleep(5)",
  ],
  'a comment': ['plum--', 'plum -- ', 'plum/*', 'plum*/', 'plum#', 'plum /* x */', '--', 'a- -b', "x'--", "x'/*"],
  'a clause by words alone': [
    "x'order by price",
    "x'group by id having max",
    "x'limit 1",
    "x'collate nocase",
    "x'y, password from users where name like'b",
    "x'returning id",
    "x'into outfile",
    "d'Artagnan from users where d'Or",
  ],
  'another alphabet for a quote or an operator': [
    'x\uff07 or 1=1',
    'x\u02bcor\u02bcy',
    'x\u2019 or 1=1',
    'x\u2032or\u2032y',
    'x\u0149or',
    "x'\uff4f\uff52 1",
    "x'o\ufe0fr 1",
    "x'\u{1d428}\u{1d42b} 1",
    "x'\u00ba\u0072 1",
    'x\u030eor',
  ],
  'white space that is no blank': [
    "x'\tor\t1",
    "x'\nor\n1",
    'a\tb',
    'a\nb',
    'a\u00a0b',
    "x'\u00a0or 1",
    'a\0b',
    'a  b',
  ],
};

const legitimate = [
  ...everydayTexts,
  "d'Artagnan's",
  "it's",
  "don't stop",
  "O'Brien & Sons",
  "Kidd's Orange Red",
  "Jeanne d'Arc",
  "L'Oréal Paris",
  'Łukasz Żółć',
  'José Nuñez',
  'Jose\u0301',
  'Müller-Lüdenscheidt',
  'Владимир Петров',
  'Αλέξανδρος',
  '山田太郎',
  'ラーメン',
  '佐々木',
  'हिन्दी',
  'ประเทศไทย',
  'محمد علي',
  'דוד כהן',
  '김철수',
  'alice@orchard.example',
  'alice.b+tag@mail.orchard.example',
  '2026-11-25',
  '25/11/2026',
  '10:30',
  '+44 20 5550 0107',
  'R&D / QA',
  'salt & pepper',
  'and/or',
  'well-known',
  'mother-in-law',
  'state-of-the-art',
  'pick and choose',
  'order by phone',
  'where is my order?',
  'update from the group',
  'Hello, world!',
  'v1.2.3',
  'file_name.txt',
  '',
];

describe('a value inside a quoted text', () => {
  for (const [kind, payloads] of Object.entries(attacks)) {
    for (const payload of payloads)
      it(`refuses ${kind}: ${JSON.stringify(payload)}`, () => assert.equal(inText.test(payload), false));
  }
  for (const value of legitimate) it(`takes ${JSON.stringify(value)}`, () => assert.equal(inText.test(value), true));

  it('is refused by at least sixty payloads of the table', () => {
    assert.ok(Object.values(attacks).flat().length >= 60);
  });

  it('has no letter that becomes a quote or a backslash when a server normalises the text (NFKC)', () => {
    const bad: string[] = [];
    for (let code = 1; code < 0x30000; code += 1) {
      const char = String.fromCodePoint(code);
      if (!/[\p{L}\p{M}\p{N}]/u.test(char) || !inText.test(char)) continue;
      if (/['"`\\\u02bc;#]|--|\/\*/.test(char.normalize('NFKC'))) bad.push(code.toString(16));
    }
    assert.deepEqual(bad, []);
  });

  it('has no letter behind a quote that becomes an ASCII letter when a server normalises the text', () => {
    const bad: string[] = [];
    for (let code = 0x80; code < 0x30000; code += 1) {
      const char = String.fromCodePoint(code);
      if (!/\p{L}/u.test(char) || !inText.test(`x'${char}`)) continue;
      const plain = char.normalize('NFKC');
      // No word of SQL has one of these pairs.
      if (/^[a-z]+$/i.test(plain) && !/^(?:ij|lj|nj|dz)$/i.test(plain)) bad.push(`${code.toString(16)} ${plain}`);
    }
    assert.deepEqual(bad, []);
  });
});

describe('a bare value', () => {
  for (const value of ['0', '7', '123456789012345678'])
    it(`takes ${value}`, () => assert.equal(bare.test(value), true));
  for (const payload of [
    '7 or 1=1',
    '7-1',
    '-7',
    '1e3',
    'id',
    '0x1F',
    '7;',
    '7--',
    '7/**/',
    ' 7',
    '7\n',
    '7 union select 1',
    '(1)',
    '1,2',
    '',
    '١',
    '１',
    'NULL',
    '@@version',
    "7'",
    '1234567890123456789',
  ])
    it(`refuses ${JSON.stringify(payload)}`, () => assert.equal(bare.test(payload), false));

  const tables: readonly (readonly [readonly string[], string, boolean])[] = [
    [['7', '-7'], '-8', true],
    [['7', '-7'], '1.5', false],
    [['1.50'], '2.75', true],
    [['1.50', '2'], '-3', true],
    [['1.50'], '1.', false],
  ];
  for (const [observed, value, passes] of tables)
    it(`seen as ${observed.join(', ')} ${passes ? 'takes' : 'refuses'} ${value}`, () => {
      assert.equal(compilePattern(shapeFor(observed, 'number')!).test(value), passes);
    });

  it('has no shape where its values are words: a word is a column to the statement', () => {
    assert.equal(shapeFor(['name'], 'number'), undefined);
    assert.equal(shapeFor([], 'number'), undefined);
  });
});

describe('the shapes themselves', () => {
  const patterns = [
    shapeFor([], 'string')!,
    ...[['7'], ['-7'], ['1.5'], ['1.5', '-2']].map((v) => shapeFor(v, 'number')!),
  ];
  it('have none for a text whose legitimate values look like an attack', () => {
    assert.equal(shapeFor(['a; b -- c'], 'string'), undefined);
  });
  for (const [i, pattern] of patterns.entries()) {
    it(`number ${i + 1} is not one that the audit would complain about`, () =>
      assert.equal(isExponential(pattern), false));
    it(`number ${i + 1} takes linear time on texts made against it`, () => {
      const compiled = compilePattern(pattern);
      for (const piece of ['a', "a'", "a'b ", 'a-', 'a - ', "'", "x'or", '1', 'é', "a'from"]) {
        const started = performance.now();
        compiled.test(`${piece.repeat(20_000 / piece.length)};`);
        assert.ok(performance.now() - started < 500, `${piece}: ${performance.now() - started} ms`);
      }
    });
  }
});
