import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import body from '../../../src/gateway/guards/body.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf, type RequestFacts } from '../guard-fixture.js';

const parcel = {
  type: 'object',
  required: ['grams'],
  additionalProperties: false,
  properties: {
    grams: { type: 'integer', minimum: 1 },
    tags: { type: 'array', items: { type: 'string' } },
    to: { type: 'object', properties: { zip: { type: 'integer' } } },
    fragile: { type: 'boolean' },
  },
};
const open = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'object', properties: { c: {} } } } };

let model: ApiModel;
before(async () => {
  const post = (operationId: string, content: unknown, required = true) => ({
    post: { operationId, requestBody: { required, content }, responses: {} },
  });
  const encoding = { to: { style: 'deepObject', explode: true } };
  model = await modelOf(
    {
      paths: {
        '/parcels': post('parcel', {
          'application/json': { schema: parcel },
          'application/x-www-form-urlencoded': { schema: parcel },
        }),
        '/styled': post('styled', { 'application/x-www-form-urlencoded': { schema: parcel, encoding } }),
        '/optional': post('optional', { 'application/json': { schema: parcel } }, false),
        '/range': post('range', { 'image/*': {}, 'text/*': { schema: { type: 'string', maxLength: 3 } } }),
        '/any': post('any', { '*/*': { schema: parcel } }),
        '/bytes': post('bytes', { '*/*': {} }),
        '/open': post('open', { 'application/json': { schema: open } }),
        '/closed': post('closed', { 'application/json': { schema: open } }),
        '/none': { post: { operationId: 'none', responses: {} } },
      },
    },
    { operations: { closed: { unknownProperties: 'deny' } } },
  );
});

async function send(
  operation: string,
  text: string | Buffer | undefined,
  type: string | undefined,
  facts: RequestFacts = {},
) {
  const headers = { ...(type === undefined ? {} : { 'content-type': type }), ...facts.headers };
  const exchange = exchangeFor(model, operation, {
    ...facts,
    headers,
    body: text === undefined ? undefined : Buffer.from(text),
  });
  if (type === undefined) delete exchange.headers['content-type'];
  const denial = await judge(body, exchange, contextOf(model));
  const errors = denial?.errors?.map(({ pointer, reason }) => `${pointer} ${reason}`.trim()) ?? [];
  return { code: denial?.code ?? 'passes', errors, exchange };
}

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';

test('letter case and parameters of the media type neither break nor skip the check', async () => {
  for (const type of [
    json,
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'Application/JSON ; Charset="utf-8"',
    'application/json; version=2',
    'application/json;',
  ]) {
    assert.equal((await send('parcel', '{"grams":5}', type)).code, 'passes', type);
    assert.deepEqual((await send('parcel', '{"grams":0}', type)).errors, ['/grams must be >= 1'], type);
  }
  for (const type of [
    'text/plain',
    'application/vnd.odd+json',
    'application/jsonx',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=utf-7',
    'application/json, text/plain',
    'json',
    '',
    undefined,
  ]) {
    assert.equal((await send('parcel', '{"grams":5}', type)).code, 'MEDIA_TYPE_UNSUPPORTED', type);
  }
});

test('a body that names no media type is some bytes: taken where the contract takes any, nowhere else', async () => {
  assert.equal((await send('bytes', 'some bytes', undefined)).code, 'passes');
  assert.equal((await send('range', 'some bytes', undefined)).code, 'MEDIA_TYPE_UNSUPPORTED');
});

test('framing, not a header, says whether there is a body', async () => {
  const table: [string, string | undefined, string | undefined, string][] = [
    ['optional', undefined, undefined, 'passes'],
    ['optional', undefined, json, 'passes'],
    ['optional', '', json, 'passes'],
    ['optional', '{"grams":5}', json, 'passes'],
    ['optional', '{"grams":0}', json, 'BODY_INVALID'],
    ['optional', '{"grams":5}', undefined, 'MEDIA_TYPE_UNSUPPORTED'],
    ['parcel', undefined, json, 'BODY_INVALID'],
    ['parcel', '', json, 'BODY_INVALID'],
    ['none', undefined, undefined, 'passes'],
    ['none', '{}', json, 'BODY_INVALID'],
  ];
  for (const [operation, text, type, code] of table)
    assert.equal((await send(operation, text, type)).code, code, `${operation} ${text} ${type}`);
  const streamed = { headers: { 'transfer-encoding': 'chunked' } };
  assert.equal(
    (await send('parcel', undefined, json, streamed)).code,
    'passes',
    'streamed: the media type alone is judged',
  );
  assert.equal((await send('parcel', undefined, 'text/plain', streamed)).code, 'MEDIA_TYPE_UNSUPPORTED');
});

test('JSON must be readable in one way, and match its schema', async () => {
  const table: [string, RegExp][] = [
    ['{"grams":1,"grams":2}', /twice/],
    ['{"grams":1,"\\u0067rams":2}', /twice/],
    ['{"grams":1,"__proto__":{}}', /__proto__/],
    ['{"grams":1e999}', /too large/],
    ['{"grams"', /not JSON/],
    [`{"grams":${'['.repeat(40)}`, /deeper/],
    ['{"grams":"5"}', /integer/],
    ['{"grams":5,"extra":1}', /not in the contract: "extra"/],
    ['[]', /object/],
    ['null', /object/],
    ['{}', /grams/],
  ];
  for (const [text, reason] of table) {
    const { code, errors } = await send('parcel', text, json);
    assert.equal(code, 'BODY_INVALID', text);
    assert.match(errors[0]!, reason);
  }
  assert.equal((await send('parcel', Buffer.from([0x7b, 0xff, 0x7d]), json)).code, 'BODY_INVALID');
  assert.deepEqual((await send('parcel', '{"grams":5}', json)).exchange.json, { grams: 5 });
});

test('no answer holds a value of the body', async () => {
  const { errors } = await send('parcel', '{"grams":"hunter2"}', json);
  assert.ok(!JSON.stringify(errors).includes('hunter2'));
});

test('forms are read by their schema and encoding', async () => {
  const table: [string, string, string][] = [
    ['parcel', 'grams=5', 'passes'],
    ['parcel', 'grams=5&tags=a&tags=b&fragile=true', 'passes'],
    ['parcel', 'grams=5&to=%7B%22zip%22%3A1%7D', 'passes'],
    ['parcel', 'grams=5&to=%7B%22zip%22%3A%22x%22%7D', 'BODY_INVALID'],
    ['parcel', 'grams=5&to=%7B%22zip%22%3A1%2C%22zip%22%3A2%7D', 'BODY_INVALID'],
    ['parcel', 'grams=0', 'BODY_INVALID'],
    ['parcel', 'grams=5&grams=6', 'BODY_INVALID'],
    ['parcel', 'grams=5&other=1', 'BODY_INVALID'],
    ['parcel', 'grams=5&fragile=yes', 'BODY_INVALID'],
    ['parcel', 'grams=%zz', 'BODY_INVALID'],
    ['parcel', 'tags=a', 'BODY_INVALID'],
    ['styled', 'grams=5&to[zip]=1', 'passes'],
    ['styled', 'grams=5&to[zip]=x', 'BODY_INVALID'],
  ];
  for (const [operation, text, code] of table) {
    for (const type of [form, `${form}; charset=UTF-8`])
      assert.equal((await send(operation, text, type)).code, code, text);
  }
});

test('ranges cover their types, and each kind of body is still checked as what it is', async () => {
  assert.equal((await send('range', 'GIF89a', 'image/gif')).code, 'passes');
  assert.equal((await send('range', 'x', 'application/pdf')).code, 'MEDIA_TYPE_UNSUPPORTED');
  assert.equal((await send('range', 'abc', 'text/plain')).code, 'passes');
  assert.equal((await send('range', 'abcd', 'text/csv')).code, 'BODY_INVALID');
  assert.equal((await send('any', '<a><grams>5</grams></a>', 'application/xml')).code, 'passes');
  assert.equal((await send('any', '<a><grams>0</grams></a>', 'application/xml')).code, 'BODY_INVALID');
  assert.equal((await send('any', '{"grams":0}', json)).code, 'BODY_INVALID');
  assert.equal((await send('any', 'grams=0', form)).code, 'BODY_INVALID');
  assert.equal((await send('any', '{"grams":5}', 'application/vnd.x+json')).code, 'passes');
});

test('undeclared properties pass as the contract says, or are refused as the policy says', async () => {
  const extra = '{"a":1,"x":1}';
  const deep = '{"a":1,"b":{"c":1,"x":1}}';
  for (const text of [extra, deep]) {
    assert.equal((await send('open', text, json)).code, 'passes');
    assert.equal((await send('closed', text, json)).code, 'BODY_INVALID', text);
  }
  assert.equal((await send('closed', '{"a":1,"b":{"c":1}}', json)).code, 'passes');
});
