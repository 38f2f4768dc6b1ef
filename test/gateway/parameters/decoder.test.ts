import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as fc from 'fast-check';
import { decoderOf, type ParameterError } from '../../../src/gateway/parameters/decoder.js';
import type { ApiModel } from '../../../src/model/types.js';
import { exchangeFor, modelOf, operationOf, type Fields, type RequestFacts } from '../guard-fixture.js';

interface Row {
  readonly what: string;
  readonly parameter: Fields;
  readonly request: RequestFacts;
  /** The decoded value, or the errors as `pointer reason`. */
  readonly value?: unknown;
  readonly errors?: readonly (string | RegExp)[];
}

const text = { type: 'string' };
const whole = { type: 'integer' };
const list = { type: 'array', items: { type: 'integer' } };
const texts = { type: 'array', items: { type: 'string' } };
const object = { type: 'object', properties: { R: whole, G: whole, name: text } };
const q = (schema: Fields, more: Fields = {}) => ({ name: 'p', in: 'query', schema, ...more });
const inPath = (schema: Fields, more: Fields = {}) => ({ name: 'p', in: 'path', required: true, schema, ...more });
const inHeader = (schema: Fields, more: Fields = {}) => ({ name: 'X-P', in: 'header', schema, ...more });
const inCookie = (schema: Fields, more: Fields = {}) => ({ name: 'p', in: 'cookie', schema, ...more });

const rows: readonly Row[] = [
  // Query, form
  { what: 'a text', parameter: q(text), request: { query: 'p=a%20b+c' }, value: 'a b c' },
  { what: 'an encoded plus', parameter: q(text), request: { query: 'p=a%2Bb' }, value: 'a+b' },
  { what: 'texts that look like other values', parameter: q(text), request: { query: 'p=null' }, value: 'null' },
  { what: 'the text false', parameter: q(text), request: { query: 'p=false' }, value: 'false' },
  { what: 'an empty text', parameter: q(text), request: { query: 'p=' }, value: '' },
  { what: 'a name without a sign', parameter: q(text), request: { query: 'p' }, value: '' },
  { what: 'absence', parameter: q(text), request: { query: '' }, value: undefined },
  { what: 'a missing required one', parameter: q(text, { required: true }), request: {}, errors: ['/p is missing'] },
  { what: 'an integer', parameter: q(whole), request: { query: 'p=-12' }, value: -12 },
  {
    what: 'digits beyond 2^53',
    parameter: q(whole),
    request: { query: 'p=9007199254740993' },
    value: '9007199254740993',
  },
  {
    what: 'an integer beyond int64',
    parameter: q({ type: 'integer', format: 'int64' }),
    request: { query: 'p=9223372036854775808' },
    errors: [/integer/],
  },
  ...['0x10', '1.0', '007', '+1', '1e3', ' 1', '1 ', 'x', '', 'NaN', '1_000'].map((value) => ({
    what: `no integer: ${JSON.stringify(value)}`,
    parameter: q(whole),
    request: { query: `p=${encodeURIComponent(value)}` },
    errors: ['/p must be integer'],
  })),
  { what: 'a number', parameter: q({ type: 'number' }), request: { query: 'p=1.5e3' }, value: 1500 },
  { what: 'an infinite number', parameter: q({ type: 'number' }), request: { query: 'p=1e999' }, errors: [/number/] },
  { what: 'a boolean', parameter: q({ type: 'boolean' }), request: { query: 'p=true' }, value: true },
  { what: 'no boolean', parameter: q({ type: 'boolean' }), request: { query: 'p=1' }, errors: [/boolean/] },
  {
    what: 'null where text is not allowed',
    parameter: q({ type: ['integer', 'null'] }),
    request: { query: 'p=null' },
    value: null,
  },
  { what: 'an enum of numbers', parameter: q({ enum: [1, 2] }), request: { query: 'p=2' }, value: 2 },
  {
    what: 'a bound',
    parameter: q({ type: 'integer', maximum: 9 }),
    request: { query: 'p=10' },
    errors: ['/p must be <= 9'],
  },
  { what: 'a scalar twice', parameter: q(text), request: { query: 'p=a&p=b' }, errors: ['/p is given more than once'] },
  {
    what: 'a scalar twice by encoding',
    parameter: q(text),
    request: { query: 'p=a&%70=b' },
    errors: ['/p is given more than once'],
  },
  { what: 'a broken encoding', parameter: q(text), request: { query: 'p=%E0%A4%A' }, errors: [/percent/] },
  { what: 'a broken name elsewhere', parameter: q(text), request: { query: 'p=1&%zz=1' }, errors: [/percent/] },
  { what: 'an exploded list', parameter: q(list), request: { query: 'p=1&p=2' }, value: [1, 2] },
  { what: 'a list of one', parameter: q(list), request: { query: 'p=1' }, value: [1] },
  { what: 'a comma in an exploded list is data', parameter: q(texts), request: { query: 'p=a,b' }, value: ['a,b'] },
  { what: 'a plain list', parameter: q(list, { explode: false }), request: { query: 'p=1,2' }, value: [1, 2] },
  {
    what: 'an encoded comma is data',
    parameter: q(texts, { explode: false }),
    request: { query: 'p=a%2Cb,c' },
    value: ['a,b', 'c'],
  },
  {
    what: 'a plain list twice',
    parameter: q(list, { explode: false }),
    request: { query: 'p=1&p=2' },
    errors: [/more than once/],
  },
  {
    what: 'a bad item',
    parameter: q(list, { explode: false }),
    request: { query: 'p=1,x' },
    errors: ['/p/1 must be integer'],
  },
  {
    what: 'too many items',
    parameter: q({ ...list, maxItems: 1 }),
    request: { query: 'p=1&p=2' },
    errors: [/more than 1/],
  },
  {
    what: 'spaces',
    parameter: q(list, { style: 'spaceDelimited', explode: false }),
    request: { query: 'p=1%202+3' },
    value: [1, 2, 3],
  },
  {
    what: 'pipes',
    parameter: q(list, { style: 'pipeDelimited', explode: false }),
    request: { query: 'p=1|2%7C3' },
    value: [1, 2, 3],
  },
  {
    what: 'pipes, exploded',
    parameter: q(list, { style: 'pipeDelimited', explode: true }),
    request: { query: 'p=1&p=2' },
    value: [1, 2],
  },
  { what: 'an exploded object', parameter: q(object), request: { query: 'R=1&G=2&other=x' }, value: { R: 1, G: 2 } },
  { what: 'a property twice', parameter: q(object), request: { query: 'R=1&R=2' }, errors: [/more than once/] },
  {
    what: 'a plain object',
    parameter: q(object, { explode: false }),
    request: { query: 'p=R,1,name,x%2Cy' },
    value: { R: 1, name: 'x,y' },
  },
  {
    what: 'an odd plain object',
    parameter: q(object, { explode: false }),
    request: { query: 'p=R' },
    errors: [/without a value/],
  },
  {
    what: 'a deep object',
    parameter: q(object, { style: 'deepObject' }),
    request: { query: 'p[R]=1&p%5BG%5D=2' },
    value: { R: 1, G: 2 },
  },
  {
    what: 'a deep object with a property twice',
    parameter: q(object, { style: 'deepObject' }),
    request: { query: 'p[R]=1&p[R]=2' },
    errors: [/twice/],
  },
  {
    what: 'malformed brackets',
    parameter: q(object, { style: 'deepObject' }),
    request: { query: 'p[R=1' },
    errors: [/brackets/],
  },
  {
    what: '__proto__ in brackets',
    parameter: q(object, { style: 'deepObject' }),
    request: { query: 'p[__proto__][x]=1' },
    errors: [/__proto__/],
  },
  {
    what: 'a bad deep property',
    parameter: q(object, { style: 'deepObject' }),
    request: { query: 'p[R]=x' },
    errors: ['/p/R must be integer'],
  },
  {
    what: 'an allowed empty value',
    parameter: q(whole, { allowEmptyValue: true }),
    request: { query: 'p=' },
    value: '',
  },
  {
    what: 'JSON content',
    parameter: { name: 'p', in: 'query', content: { 'application/json': { schema: object } } },
    request: { query: `p=${encodeURIComponent('{"R":1}')}` },
    value: { R: 1 },
  },
  {
    what: 'JSON content with a key twice',
    parameter: { name: 'p', in: 'query', content: { 'application/json': { schema: object } } },
    request: { query: `p=${encodeURIComponent('{"R":1,"R":2}')}` },
    errors: [/twice/],
  },
  // Path
  { what: 'a path text', parameter: inPath(text), request: { path: '/x/a%2Fb+c' }, value: 'a/b+c' },
  { what: 'a path list', parameter: inPath(list), request: { path: '/x/1,2,3' }, value: [1, 2, 3] },
  {
    what: 'an encoded comma in a path list',
    parameter: inPath(texts),
    request: { path: '/x/a%2Cb,c' },
    value: ['a,b', 'c'],
  },
  { what: 'a path object', parameter: inPath(object), request: { path: '/x/R,1,G,2' }, value: { R: 1, G: 2 } },
  {
    what: 'an exploded path object',
    parameter: inPath(object, { explode: true }),
    request: { path: '/x/R=1,G=2' },
    value: { R: 1, G: 2 },
  },
  { what: 'a label', parameter: inPath(whole, { style: 'label' }), request: { path: '/x/.7' }, value: 7 },
  { what: 'a label list', parameter: inPath(list, { style: 'label' }), request: { path: '/x/.1,2' }, value: [1, 2] },
  {
    what: 'an exploded label list',
    parameter: inPath(list, { style: 'label', explode: true }),
    request: { path: '/x/.1.2' },
    value: [1, 2],
  },
  {
    what: 'an exploded label object',
    parameter: inPath(object, { style: 'label', explode: true }),
    request: { path: '/x/.R=1.G=2' },
    value: { R: 1, G: 2 },
  },
  {
    what: 'a label without its dot',
    parameter: inPath(whole, { style: 'label' }),
    request: { path: '/x/7' },
    errors: [/style/],
  },
  { what: 'a matrix text', parameter: inPath(whole, { style: 'matrix' }), request: { path: '/x/;p=7' }, value: 7 },
  {
    what: 'a matrix list',
    parameter: inPath(list, { style: 'matrix' }),
    request: { path: '/x/;p=1,2' },
    value: [1, 2],
  },
  {
    what: 'an exploded matrix list',
    parameter: inPath(list, { style: 'matrix', explode: true }),
    request: { path: '/x/;p=1;p=2' },
    value: [1, 2],
  },
  {
    what: 'a matrix object',
    parameter: inPath(object, { style: 'matrix' }),
    request: { path: '/x/;p=R,1,G,2' },
    value: { R: 1, G: 2 },
  },
  {
    what: 'an exploded matrix object',
    parameter: inPath(object, { style: 'matrix', explode: true }),
    request: { path: '/x/;R=1;G=2' },
    value: { R: 1, G: 2 },
  },
  {
    what: 'a matrix of another name',
    parameter: inPath(list, { style: 'matrix', explode: true }),
    request: { path: '/x/;p=1;z=2' },
    errors: [/style/],
  },
  // Header
  { what: 'a header', parameter: inHeader(whole), request: { headers: { 'x-p': ' 7 ' } }, value: 7 },
  { what: 'a header list', parameter: inHeader(list), request: { headers: { 'x-p': '1, 2,3' } }, value: [1, 2, 3] },
  {
    what: 'a header object',
    parameter: inHeader(object),
    request: { headers: { 'x-p': 'R,1,G,2' } },
    value: { R: 1, G: 2 },
  },
  {
    what: 'an exploded header object',
    parameter: inHeader(object, { explode: true }),
    request: { headers: { 'x-p': 'R=1, G=2' } },
    value: { R: 1, G: 2 },
  },
  { what: 'a missing header', parameter: inHeader(text, { required: true }), request: {}, errors: ['/X-P is missing'] },
  // Cookie
  { what: 'a cookie', parameter: inCookie(whole), request: { headers: { cookie: 'a=1; p=7; c=2' } }, value: 7 },
  {
    what: 'a cookie twice',
    parameter: inCookie(text),
    request: { headers: { cookie: 'p=1; p=2' } },
    errors: [/more than once/],
  },
  {
    what: 'a cookie with a plus',
    parameter: inCookie(text),
    request: { headers: { cookie: 'p=a+b%20c' } },
    value: 'a+b c',
  },
  {
    what: 'a cookie list',
    parameter: inCookie(list, { explode: false }),
    request: { headers: { cookie: 'p=1,2' } },
    value: [1, 2],
  },
  {
    what: 'a missing cookie',
    parameter: inCookie(text, { required: true }),
    request: { headers: { cookie: 'q=1' } },
    errors: ['/p is missing'],
  },
];

let model: ApiModel;

before(async () => {
  const paths: Record<string, unknown> = {};
  for (const [i, { parameter }] of rows.entries()) {
    const template = parameter['in'] === 'path' ? '/x/{p}' : '/x';
    paths[`/r${i}${template}`] = { get: { operationId: `r${i}`, parameters: [parameter], responses: {} } };
  }
  model = await modelOf({ paths }, { operations: {} });
});

for (const [i, { what, request, value, errors }] of rows.entries()) {
  test(`parameters: ${what}`, () => {
    const facts = request.path === undefined ? request : { ...request, path: `/r${i}${request.path}` };
    const exchange = exchangeFor(model, `r${i}`, facts);
    const { parameters } = operationOf(model, `r${i}`);
    const result = decoderOf(operationOf(model, `r${i}`), model).decode(exchange);
    if (errors) {
      assert.equal(result.errors?.length, errors.length, JSON.stringify(result));
      for (const [at, wanted] of errors.entries()) {
        const found: ParameterError = result.errors![at]!;
        if (typeof wanted === 'string') assert.equal(`${found.pointer} ${found.reason}`, wanted);
        else assert.match(found.reason, wanted);
      }
      return;
    }
    assert.equal(result.errors, undefined, JSON.stringify(result.errors));
    const { in: place, name } = parameters[0]!;
    assert.deepEqual(JSON.parse(JSON.stringify([result.params[place][name]])), [value ?? null]);
  });
}

test('errors name places and reasons, never values', () => {
  const secret = 'hunter2secret';
  for (const [i, { parameter }] of rows.entries()) {
    if (parameter['in'] !== 'query') continue;
    const exchange = exchangeFor(model, `r${i}`, { query: `p=${secret}&p=${secret}&p[R]=${secret}&R=${secret}` });
    const { errors } = decoderOf(operationOf(model, `r${i}`), model).decode(exchange);
    assert.ok(!JSON.stringify(errors ?? '').includes(secret), rows[i]!.what);
  }
});

test('no query, cookie or header makes a decoder throw anything but a decision', () => {
  const piece = fc.constantFrom(
    'p',
    'R',
    'G',
    '=',
    '&',
    '[',
    ']',
    '%',
    '%5B',
    '%zz',
    ',',
    '|',
    ';',
    '.',
    '+',
    '1',
    'x',
    '__proto__',
    '%00',
    'é',
    ' ',
  );
  const noise = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(noise, fc.integer({ min: 0, max: rows.length - 1 }), (written, i) => {
      const headers = { cookie: written, 'x-p': written };
      const template = rows[i]!.parameter['in'] === 'path' ? `/r${i}/x/${written.replaceAll('/', '')}` : `/r${i}/x`;
      const exchange = exchangeFor(model, `r${i}`, { query: written, headers, path: template });
      const { params, errors } = decoderOf(operationOf(model, `r${i}`), model).decode(exchange);
      assert.ok((params === undefined) !== (errors === undefined));
    }),
    { numRuns: 3_000 },
  );
});
