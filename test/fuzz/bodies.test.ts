import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readDocument } from '../../src/gateway/graphql-document.js';
import { parseStrictJson } from '../../src/gateway/json-scan.js';
import { readMultipart } from '../../src/gateway/multipart.js';
import { decodeForm, parseCookies, parsePairs, UndecodableError } from '../../src/gateway/parameters/pairs.js';
import { StyleError, toValue } from '../../src/gateway/parameters/raw-value.js';
import { shapeOf } from '../../src/gateway/parameters/shape.js';
import { readPairs, readSegment, type Style } from '../../src/gateway/parameters/styles.js';
import { readXml } from '../../src/gateway/xml-tree.js';
import { fuzz, longTextOf, textOf } from './fuzz.js';

const jsonPieces = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  '\\',
  '\\u0061',
  '\\ud800',
  'a',
  '"a":1',
  '"__proto__"',
  '1',
  '-0',
  '1e999',
  '9007199254740993',
  '9223372036854775808',
  'null',
  'true',
  '\ufeff',
  ' ',
  '\n',
  '\u0000',
];

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

test('JSON that is taken is what JSON.parse says; what JSON.parse refuses is refused', () => {
  const texts = fc.oneof(
    longTextOf(...jsonPieces),
    fc.json({ maxDepth: 4 }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  );
  fuzz(texts, (text) => {
    const { value, reason } = parseStrictJson(Buffer.from(text));
    const reference = parsed(Buffer.from(text).toString('utf8'));
    if (reason === undefined) assert.deepEqual(value, reference?.value);
    else assert.ok(!reference || /twice|deeper|__proto__|number|properties/.test(reason), `${reason}: ${text}`);
  });
});

test('JSON with a key twice is refused however it is written', () => {
  const key = fc.string({ minLength: 1, maxLength: 4 });
  const escaped = (text: string) =>
    [...text].map((c) => (c.length === 1 ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c)).join('');
  fuzz(fc.tuple(key, fc.boolean(), fc.jsonValue({ maxDepth: 2 })), ([name, isEscaped, value]) => {
    const second = isEscaped ? `"${escaped(name)}"` : JSON.stringify(name);
    const text = `{${JSON.stringify(name)}:1,"x":${JSON.stringify(value)},${second}:2}`;
    assert.notEqual(parseStrictJson(Buffer.from(text)).reason, undefined);
  });
});

const multipartPieces = [
  '--b',
  '--b--',
  '\r\n',
  '\n',
  '\r\n\r\n',
  'Content-Disposition: form-data; name="a"',
  '; filename="f"',
  "; filename*=utf-8''f",
  'Content-Type: text/plain',
  'Content-Length: 1',
  '"',
  '\\',
  'x',
  '--',
  ';',
  ':',
];

test('multipart: any bytes are parts or refused, and parts put together are read the same', () => {
  fuzz(longTextOf(...multipartPieces), (text) => {
    const { parts } = readMultipart(Buffer.from(text, 'latin1'), 'b');
    for (const { content } of parts ?? []) assert.ok(!content.includes('\r\n--b'), 'no delimiter inside');
  });
  const part = fc.record({ name: fc.stringMatching(/^[a-z]{1,5}$/), text: fc.string({ unit: 'binary-ascii' }) });
  fuzz(fc.array(part, { maxLength: 5 }), (all) => {
    const head = (name: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`;
    const body = `${all.map(({ name, text }) => `${head(name)}${text}\r\n`).join('')}--b--\r\n`;
    if (all.length === 0 || all.some(({ text }) => text.includes('--b'))) return;
    const { parts, reason } = readMultipart(Buffer.from(body, 'latin1'), 'b');
    assert.deepEqual(
      parts?.map(({ content }) => content.toString('latin1')),
      all.map(({ text }) => text),
      reason,
    );
  });
});

const formPieces = [
  'a',
  '=',
  '&',
  '+',
  '%20',
  '%',
  '%zz',
  '%c3',
  '%C3%A4',
  'a[b]',
  '[',
  ']',
  ';',
  ',',
  '.',
  '|',
  '%2C',
];

test('form: pairs are those of URLSearchParams, or undecodable', () => {
  fuzz(longTextOf(...formPieces), (any) => {
    const text = Buffer.from(any).toString();
    const reference = [...new URLSearchParams(text.startsWith('?') ? `%3F${text.slice(1)}` : text)];
    try {
      const pairs = parsePairs(text).map(({ name, value }) => [name, decodeForm(value)]);
      assert.deepEqual(pairs, reference);
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
    }
  });
});

test('cookies: any field is pairs or undecodable', () => {
  fuzz(longTextOf('a', '=', ';', ' ', '"', '%41', '%', ',', '\t', 'a=1; a=2'), (text) => {
    try {
      for (const { name, value } of parseCookies(text)) assert.ok(text.includes(value) || name !== undefined);
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
    }
  });
});

const shapes = [
  { type: 'string' },
  { type: 'array', items: { type: 'integer' } },
  { type: 'object', properties: { b: { type: 'number' }, c: { type: 'array', items: {} } } },
  true,
].map((schema) => shapeOf(schema));
const styles = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject', 'simple', 'matrix', 'label'] as const;

test('every style of a parameter reads any text or says why not', () => {
  const own = fc.record({
    style: fc.constantFrom(...styles),
    explode: fc.boolean(),
    shape: fc.constantFrom(...shapes),
  });
  fuzz(fc.tuple(longTextOf(...formPieces, ';a=', '.'), own), ([text, { style, explode, shape }]) => {
    const how = { name: 'a', style, explode, shape, decode: decodeForm } as Style;
    try {
      const raw = ['simple', 'matrix', 'label'].includes(style)
        ? readSegment(text, how)
        : readPairs(parsePairs(text), how, () => false);
      if (raw !== undefined) toValue(raw, shape);
    } catch (error) {
      if (!(error instanceof UndecodableError || error instanceof StyleError)) throw error;
    }
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

test('XML: any text is a tree or refused, and no entity is expanded', () => {
  fuzz(
    longTextOf(
      '<a>',
      '</a>',
      '<a/>',
      '<!DOCTYPE a [<!ENTITY b "c">]>',
      '&b;',
      '&amp;',
      '&#65;',
      '<![CDATA[',
      ']]>',
      '<?xml version="1.0"?>',
      ' x="1"',
      '<!--',
      '-->',
      '<b xmlns:x="u" x:y="1">',
      'text',
    ),
    (text) => {
      const { root, reason } = readXml(Buffer.from(text));
      assert.ok(root ? !text.includes('<!DOCTYPE') : typeof reason === 'string');
    },
  );
});

test('GraphQL: any text is a document or refused, and measuring it ends', () => {
  fuzz(
    longTextOf(
      '{',
      '}',
      '(',
      ')',
      ':',
      '...',
      'a',
      'on',
      'fragment',
      'F',
      'query',
      'mutation',
      '$v',
      '"',
      '"""',
      '@include(if: true)',
      '#',
      '[',
      ']',
      '1',
      '{ a { b } }',
      'fragment F on T { ...F }',
      '...F',
    ),
    (text) => {
      const { operations, reason } = readDocument(text, 2000);
      assert.ok(reason === undefined || operations === undefined);
      for (const { measure } of operations ?? []) assert.ok(measure.cost({}) >= 0 && measure.depth >= 1);
    },
  );
});

test('texts of other bytes than UTF-8 crash no parser', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  fuzz(fc.tuple(bytes, textOf(...jsonPieces)), ([some, text]) => {
    for (const body of [some, Buffer.concat([Buffer.from(text), some])]) {
      parseStrictJson(body);
      readMultipart(body, 'b');
      readXml(body);
    }
  });
});
