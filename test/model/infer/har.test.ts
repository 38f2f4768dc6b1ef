import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { PortcullisError } from '../../../src/core/errors.js';
import { readHar } from '../../../src/model/infer/har.js';
import { readSampleFile } from '../../../src/model/infer/sample-file.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-har-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

function read(text: string) {
  const file = path.join(folder, 'a.har');
  fs.writeFileSync(file, text);
  return readHar(readSampleFile(file, 'a.har'));
}

interface Entry {
  readonly request?: Readonly<Record<string, unknown>>;
  readonly response?: Readonly<Record<string, unknown>>;
}

const harOf = (...entries: readonly Entry[]) =>
  JSON.stringify({
    log: {
      version: '1.2',
      entries: entries.map(({ request, response }) => ({
        request: { method: 'GET', url: 'https://shop.example.com/a', ...request },
        response: { status: 200, ...response },
      })),
    },
  });
const sampleOf = (entry: Entry) => read(harOf(entry)).samples[0]!;

describe('an HTTP archive', () => {
  it('has method, host, path and query of a call', () => {
    const { method, host, segments, query } = sampleOf({
      request: { method: 'POST', url: 'https://shop.example.com:8443/or%20ders/1;jsessionid=X/?q=a%20b&q=c#top' },
    });
    assert.deepEqual([method, host, segments], ['post', 'shop.example.com:8443', ['or ders', '1']]);
    assert.deepEqual(query, [
      { name: 'q', value: 'a b' },
      { name: 'q', value: 'c' },
    ]);
  });

  it('has bodies of JSON and forms, also in base64, and types of those that were not kept', () => {
    const json = sampleOf({ request: { postData: { mimeType: 'application/json; charset=utf-8', text: '{"a":1}' } } });
    assert.deepEqual(json.body, { mediaType: 'application/json', value: { a: 1 } });
    const form = { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'a', value: '1' }] };
    assert.deepEqual(sampleOf({ request: { postData: form } }).body?.value, { a: 1 });
    const text = { mimeType: 'application/x-www-form-urlencoded', text: 'b=x&c=true' };
    assert.deepEqual(sampleOf({ request: { postData: text } }).body?.value, { b: 'x', c: true });
    const parts = '--b\r\nContent-Disposition: form-data; name="photo"; filename="me.png"\r\n\r\nxx\r\n--b--';
    const multipart = sampleOf({ request: { postData: { mimeType: 'multipart/form-data; boundary=b', text: parts } } });
    assert.deepEqual(Object.keys(multipart.body?.value as object), ['photo']);
    const packed = { mimeType: 'application/json', encoding: 'base64', text: Buffer.from('[1]').toString('base64') };
    assert.deepEqual(sampleOf({ response: { content: packed } }).answer?.body?.value, [1]);
    const gone = sampleOf({ response: { content: { mimeType: 'application/json', size: 12 } } });
    assert.deepEqual(gone.answer?.body, { mediaType: 'application/json', value: undefined });
  });

  it('says how a call signed in, and never with what', () => {
    const headers = [
      { name: 'authorization', value: 'Bearer s3cret' },
      { name: 'X-Api-Key', value: 's3cret' },
      { name: ':authority', value: 'x' },
    ];
    const cookies = ['PHPSESSID', 'csrf_token', 'theme'].map((name) => ({ name, value: 's3cret' }));
    const { credentials } = sampleOf({ request: { url: 'https://x/a?api_key=s3cret', headers, cookies } });
    assert.deepEqual(credentials, [
      { type: 'http', scheme: 'bearer' },
      { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      { type: 'apiKey', in: 'cookie', name: 'PHPSESSID' },
      { type: 'apiKey', in: 'query', name: 'api_key' },
    ]);
    const basic = sampleOf({ request: { headers: [{ name: 'Authorization', value: 'Basic eDp5' }] } });
    assert.deepEqual(basic.credentials, [{ type: 'http', scheme: 'basic' }]);
    const bare = sampleOf({ request: { headers: [{ name: 'Authorization', value: 's3cret' }] } });
    assert.deepEqual(bare.credentials, [{ type: 'apiKey', in: 'header', name: 'Authorization' }]);
  });

  it('counts what was no call of HTTP, and what was never answered', () => {
    const { samples, leftOut } = read(harOf({ request: { url: 'wss://x/a' } }, { response: { status: 0 } }));
    assert.equal(samples.length, 0);
    assert.deepEqual([...leftOut.values()], [1, 1]);
  });

  const faults: readonly (readonly [string, string, RegExp, number])[] = [
    ['is no object', '[]', /no `log`/, 1],
    ['has no entries', '{\n"log": {} }', /no `entries`/, 2],
    ['is of another version', '{ "log": {\n"version": "2.0", "entries": [] } }', /version/, 2],
    ['has an entry without a request', '{ "log": { "entries": [\n{}\n] } }', /no `request`/, 2],
    [
      'has a call without a method',
      '{ "log": { "entries": [{\n"request": { "url": "http://x/" } }] } }',
      /no `method`/,
      2,
    ],
    ['has a call without an address', '{ "log": { "entries": [{\n"request": { "method": "GET" } }] } }', /no `url`/, 2],
    [
      'has a bad address',
      '{ "log": { "entries": [{ "request": { "method": "GET",\n"url": "/a" } }] } }',
      /cannot be read/,
      2,
    ],
  ];
  for (const [what, text, message, line] of faults) {
    it(`that ${what} is refused with the place`, () => {
      assert.throws(
        () => read(text),
        (error) =>
          error instanceof PortcullisError &&
          error.code === 'SAMPLES_INVALID' &&
          message.test(error.message) &&
          error.place?.line === line,
      );
    });
  }

  it('that does not parse, or is nested without end, is refused with the place', () => {
    for (const text of ['{ "log": {\n"entries": [}', `{ "log": ${'['.repeat(100_000)}`, '\u{0}{}']) {
      assert.throws(
        () => read(text),
        (error) => error instanceof PortcullisError && error.code === 'SYNTAX_INVALID' && error.place !== undefined,
      );
    }
  });
});
