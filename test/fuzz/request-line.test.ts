import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { addressReader } from '../../src/gateway/client-address.js';
import { isHeadProblem, readHead } from '../../src/gateway/head.js';
import { defaultLimits } from '../../src/gateway/limits.js';
import { isProblem, readTarget } from '../../src/gateway/path.js';
import { parseContentType } from '../../src/gateway/media-type.js';
import { fuzz, longTextOf, textOf } from './fuzz.js';

const rules = { limits: defaultLimits, underscoreHeaders: new Set<string>() };
const pathPieces = [
  '/',
  '.',
  '..',
  '%2e',
  '%2F',
  '%25',
  '%5c',
  ';',
  '\\',
  '?',
  '#',
  '%',
  'a',
  '//',
  '%00',
  '%c3%a4',
  '*',
];

const sameSpelling = (text: string): string =>
  text.replace(/["<>`{}^|']/g, (bare) => `%${bare.charCodeAt(0).toString(16).toUpperCase()}`);

test('a path that is taken names the same resource for URL: no segment goes away, none comes', () => {
  fuzz(longTextOf(...pathPieces), (text) => {
    const target = readTarget(`/${text}`);
    if (isProblem(target)) return;
    const { pathname, search } = new URL(`http://h${target.raw}${target.query ? `?${target.query}` : ''}`);
    // URL encodes what RFC 3986 does not allow bare: that is another spelling of the same.
    assert.equal(sameSpelling(pathname), sameSpelling(target.raw));
    assert.equal(sameSpelling(search.slice(1)), sameSpelling(target.query));
    assert.equal(target.path.split('/').length, target.raw.split('/').length);
    assert.equal(new URL(`http://h${target.path}`).pathname.split('/').length, target.raw.split('/').length);
  });
});

test('any target is read or refused, and what is read is read the same again', () => {
  fuzz(textOf('http://', 'https://', 'h', ':80', '@', '[::1]', ...pathPieces), (text) => {
    const target = readTarget(text);
    if (isProblem(target)) return;
    assert.ok(target.raw.startsWith('/'));
    const again = readTarget(target.path);
    assert.ok(!isProblem(again) && again.path === target.path, 'decoding once is decoding for good');
  });
});

const hostPieces = [
  'a',
  'example.com',
  '.',
  '-',
  '_',
  '~',
  ':',
  '80',
  '65536',
  '[',
  ']',
  '::1',
  '@',
  '/',
  '%41',
  ' ',
  '\t',
  '0x7f',
  '127.0.0.1',
];

test('a Host that is taken has for URL the same name, and no user, path or query', () => {
  fuzz(textOf(...hostPieces), (host) => {
    const head = readHead({ httpVersion: '1.1', method: 'GET', url: '/', rawHeaders: ['Host', host] }, rules);
    if (isHeadProblem(head)) return;
    // Numbers in other spellings are addresses for URL: a name of digits and dots stays what it was for us.
    if (!URL.canParse(`http://${host}/`)) return;
    const url = new URL(`http://${host}/`);
    assert.deepEqual([url.username, url.password, url.pathname, url.search], ['', '', '/', '']);
    if (/^\d|^0x|\.\d+(?::|$)|\.0x/i.test(host) || host.startsWith('[')) return;
    assert.equal(head.hostname, url.hostname.replace(/\.$/, ''));
  });
});

const fieldPieces = [
  'chunked',
  'identity',
  'gzip, chunked',
  ',',
  ' ',
  '5',
  '0',
  '+5',
  'close',
  'keep-alive',
  'x-a',
  'host',
  'te',
  '100-continue',
];
const names = [
  'Host',
  'Content-Length',
  'Transfer-Encoding',
  'Connection',
  'Expect',
  'X-Forwarded-For',
  'X-A',
  'X_A',
  'Authorization',
  'Cookie',
  'TE',
];

test('any fields are read or refused; what goes on frames nothing and is nothing hop-by-hop', () => {
  const field = fc.tuple(fc.constantFrom(...names), textOf(...fieldPieces));
  const heads = fc.tuple(fc.array(field, { maxLength: 8 }), fc.constantFrom('1.1', '1.0'));
  fuzz(heads, ([fields, httpVersion]) => {
    const head = readHead(
      { httpVersion, method: 'POST', url: '/', rawHeaders: ['Host', 'a', ...fields.flat()] },
      rules,
    );
    if (isHeadProblem(head)) return;
    const forwarded = head.forward.filter((_, i) => i % 2 === 0);
    for (const name of forwarded)
      assert.doesNotMatch(name, /^(?:host|content-length|transfer-encoding|connection|te|expect)$|_/);
    const lengths = fields.filter(([name]) => name === 'Content-Length');
    assert.ok(lengths.length <= 1 && (lengths.length === 0 || /^\d+$/.test(lengths[0]![1])));
    assert.ok(head.chunked ? lengths.length === 0 && head.contentLength === -1 : head.contentLength >= 0);
  });
});

const forwardedPieces = [
  '1.2.3.4',
  '::1',
  '[::1]',
  ':80',
  ',',
  ' ',
  'unknown',
  '_x',
  '::ffff:9.9.9.9',
  '10.0.0.1',
  '127.0.0.1',
  '256.1.1.1',
  '1.2.3',
];

test('X-Forwarded-For: the client is an address that stands there or the peer, and behind it all are trusted', () => {
  const read = addressReader(['10.0.0.0/8', '127.0.0.0/8', '::1/128']);
  fuzz(longTextOf(...forwardedPieces), (field) => {
    const { address, key } = read('127.0.0.1', field);
    assert.ok(key.length > 0);
    const plain = field.replaceAll('::ffff:', '');
    assert.ok(address === '127.0.0.1' || plain.includes(address) || address.includes(':'), `${address} of ${field}`);
  });
  fuzz(textOf(...forwardedPieces), (field) => assert.equal(read('8.8.8.8', field).address, '8.8.8.8'));
});

test('Content-Type: any text is a type or none', () => {
  fuzz(
    longTextOf('application/json', 'text/', ';', 'charset=', '"', 'utf-8', '\\', 'boundary=', '=', ' ', '*'),
    (text) => {
      const type = parseContentType(text);
      if (type) assert.match(JSON.stringify(type), /\//);
    },
  );
});
