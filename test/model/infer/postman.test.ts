import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { PortcullisError } from '../../../src/core/errors.js';
import { readPostman } from '../../../src/model/infer/postman.js';
import { readSampleFile } from '../../../src/model/infer/sample-file.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-postman-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

function read(text: string) {
  const file = path.join(folder, 'c.json');
  fs.writeFileSync(file, text);
  return readPostman(readSampleFile(file, 'c.json'));
}

type Part = Readonly<Record<string, unknown>>;

const info = { name: 'Books', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' };
const collection = (more: Part) => read(JSON.stringify({ info, ...more })).samples;
const one = (request: unknown, more: Part = {}) => collection({ item: [{ request }], ...more })[0]!;

describe('a Postman collection', () => {
  it('has the requests of its folders, and one sample more for every saved answer', () => {
    const response = [
      { code: 200, header: [{ key: 'Content-Type', value: 'application/json' }], body: '{"id":1}' },
      { code: 404, originalRequest: { url: 'https://x.example/books/9' } },
      { name: 'was never sent' },
    ];
    const samples = collection({ item: [{ item: [{ item: [{ request: 'https://x.example/books/1', response }] }] }] });
    assert.deepEqual(
      samples.map(({ segments, answer }) => [segments[1], answer?.status, answer?.body?.value]),
      [
        ['1', undefined, undefined],
        ['1', 200, { id: 1 }],
        ['9', 404, undefined],
      ],
    );
  });

  it('has values of its variables, also of those that name others, and ends where they go round', () => {
    const variable = [
      { key: 'base', value: 'https://{{host}}:8443/v2' },
      { key: 'host', value: 'x.example' },
      { key: 'a', value: '{{b}}' },
      { key: 'b', value: '{{a}}' },
    ];
    const { host, segments } = one('{{base}}/books/{{a}}', { variable });
    assert.equal(host, 'x.example:8443');
    assert.deepEqual(segments.slice(0, 2), ['v2', 'books']);
    assert.equal(typeof segments[2], 'object');
    assert.equal(one('{{unknown}}/books').host, undefined);
  });

  it('names parameters of paths as their author did, in all forms', () => {
    assert.deepEqual(one('https://x.example/:bookId/{{page-no}}/{line}').segments, [
      { name: 'bookId' },
      { name: 'pageNo' },
      { name: 'line' },
    ]);
  });

  it('reads addresses in parts, and the parameters that are switched off', () => {
    const query = [{ key: 'a', value: '1' }, { key: 'b', value: null, disabled: true }, { key: null }];
    const {
      host,
      segments,
      query: found,
    } = one({
      url: { protocol: 'https', host: ['x', 'example'], port: '81', path: ['books', { value: '7' }], query },
    });
    assert.deepEqual([host, segments], ['x.example:81', ['books', '7']]);
    assert.deepEqual(found, [
      { name: 'a', value: '1' },
      { name: 'b', value: '' },
    ]);
  });

  it('signs in as the nearest level says, in both versions', () => {
    const key = (value: string) => ({
      type: 'apikey',
      apikey: [
        { key: 'key', value },
        { key: 'in', value: 'query' },
      ],
    });
    const request = 'https://x.example/a';
    const samples = collection({
      auth: { type: 'basic', basic: { username: 'u', password: 's3cret' } },
      item: [
        { request },
        { auth: key('k'), item: [{ request }, { request: { url: request, auth: { type: 'noauth' } } }] },
        { request: { url: request, auth: { type: 'oauth2' } } },
        { request: { url: request, auth: { type: 'apikey', apikey: { key: 'X-K', value: 's3cret' } } } },
        { request: { url: request, auth: { type: 'noauth' }, header: 'Authorization: Bearer {{t}}\nX: y' } },
      ],
    });
    assert.deepEqual(
      samples.map(({ credentials }) => credentials[0]),
      [
        { type: 'http', scheme: 'basic' },
        { type: 'apiKey', in: 'query', name: 'k' },
        undefined,
        { type: 'http', scheme: 'bearer' },
        { type: 'apiKey', in: 'header', name: 'X-K' },
        { type: 'http', scheme: 'bearer' },
      ],
    );
  });

  it('counts ways to sign in that no contract can name', () => {
    const text = JSON.stringify({ info, auth: { type: 'awsv4' }, item: [{ request: 'https://x.example/a' }] });
    const { samples, leftOut } = read(text);
    assert.deepEqual(samples[0]!.credentials, []);
    assert.match([...leftOut.keys()].join(), /a way to sign in/);
  });

  const bodies: readonly (readonly [string, unknown, string, unknown])[] = [
    ['raw JSON', { mode: 'raw', raw: '{"a":1}' }, 'application/json', { a: 1 }],
    [
      'raw JSON with variables where values stand',
      { mode: 'raw', raw: '{"a": {{n}}, "b": [{{m}}], "c": "{{t}}"}', options: { raw: { language: 'json' } } },
      'application/json',
      { a: '{{n}}', b: ['{{m}}'], c: '{{t}}' },
    ],
    ['raw text', { mode: 'raw', raw: 'hello' }, 'text/plain', 'hello'],
    ['XML', { mode: 'raw', raw: '<a/>', options: { raw: { language: 'xml' } } }, 'application/xml', undefined],
    [
      'a form, with fields that are switched off',
      {
        mode: 'urlencoded',
        urlencoded: [
          { key: 'a', value: '1' },
          { key: 'b', value: 'x', disabled: true },
        ],
      },
      'application/x-www-form-urlencoded',
      { a: 1, b: 'x' },
    ],
    ['a form of version 2.0', { mode: 'urlencoded', urlencoded: 'a=1' }, 'application/x-www-form-urlencoded', { a: 1 }],
    [
      'parts, with a file whose path is not read',
      { mode: 'formdata', formdata: [{ key: 'f', type: 'file', src: '/tmp/me' }] },
      'multipart/form-data',
      { f: 'file' },
    ],
    ['a file', { mode: 'file', file: { src: '/tmp/me' } }, 'application/octet-stream', undefined],
  ];
  for (const [what, body, mediaType, value] of bodies) {
    it(`has ${what} as a body`, () => {
      assert.deepEqual(one({ method: 'POST', url: 'https://x.example/a', body }).body, { mediaType, value });
    });
  }

  const nested = `{ "item": [${'{ "item": ['.repeat(150)}${']}'.repeat(150)}] }`;
  const faults: readonly (readonly [string, string, RegExp])[] = [
    ['is no object', '[]', /no Postman collection/],
    ['has no items', '{ "info": {} }', /no `item`/],
    ['is of version 1', '{ "info": { "schema": ".../v1.0.0/" }, "item": [] }', /version/],
    ['has an item that is neither', '{ "item": [{}] }', /neither `request` nor `item`/],
    ['has a request that is none', '{ "item": [{ "request": 1 }] }', /neither an object nor an address/],
    ['has an address of another kind', '{ "item": [{ "request": "ftp://x/a" }] }', /`url`/],
    ['has a bad method', '{ "item": [{ "request": { "url": "http://x/", "method": 1 } }] }', /`method`/],
    ['has folders without end', nested, /nested too deeply/],
  ];
  for (const [what, text, message] of faults) {
    it(`that ${what} is refused with the place`, () => {
      assert.throws(
        () => read(text),
        (error) =>
          error instanceof PortcullisError &&
          error.code === 'SAMPLES_INVALID' &&
          message.test(error.message) &&
          error.place?.file === 'c.json',
      );
    });
  }
});
