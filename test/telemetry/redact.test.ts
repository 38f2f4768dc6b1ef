import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { visibleText } from '../../src/core/visible-text.js';
import { maskSecretText, redactHeaders, safeText } from '../../src/telemetry/redact.js';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';

describe('secrets in free text', () => {
  const secrets: [what: string, text: string, secret: string][] = [
    ['a JSON Web Token', `bad token ${jwt} given`, jwt],
    ['an unsigned token', 'got eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0. here', 'eyJzdWIiOiJhIn0'],
    ['a token cut short', 'eyJhbGciOiJIUzI1NiJ9.eyJzdW', 'eyJzdW'],
    ['a bearer token', 'Authorization: Bearer abc.def-123456', 'abc.def-123456'],
    ['basic credentials', 'header was basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['an API key of ours', 'key pk_abcdefghijkm.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcde refused', 'AbCdEfGhIjKl'],
    ['a key with another prefix', 'live_abcdefghijkm.AbCdEfGhIjKlMnOpQrStUvWxYz', 'AbCdEfGhIjKl'],
    ['a vendor key', 'using sk_live_4eC39HqLyjWDarjtT1zdp7dc', '4eC39HqLyjWDarjtT1zdp7dc'],
    ['a cloud key id', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
    ['a password pair', 'user=bob password=hunter2&next=1', 'hunter2'],
    ['a password in JSON', '{"password": "hun ter2", "x": 1}', 'hun ter2'],
    ['a password cut in JSON', '{"password":"hunter2 and mo', 'hunter2'],
    ['a secret in single quotes', "client_secret='s3cr3t'", 's3cr3t'],
    ['an api key pair', 'x-api-key: 12345abc', '12345abc'],
    ['a cookie', 'cookie: sid=abc123', 'sid=abc123'],
    ['userinfo of a URL', 'cannot reach https://bob:pa55@db.internal/x', 'pa55'],
    ['a long hexadecimal secret', 'k 9f86d081884c7d659a2feaa0c55ad015 end', '9f86d081884c7d65'],
    ['long base64', 'blob AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+/AbCd== end', 'AbCdEfGhIjKl'],
    ['a private key', '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIabc\n-----END EC PRIVATE KEY-----', 'MHcCAQEEIIabc'],
    ['a private key cut short', '-----BEGIN PRIVATE KEY-----\nMHcCAQEEIIabc', 'MHcCAQEEIIabc'],
  ];
  for (const [what, text, secret] of secrets) {
    test(`${what} is masked`, () => {
      const result = maskSecretText(text);
      assert.ok(!result.includes(secret), result);
      assert.ok(result.includes('[redacted]'), result);
    });
  }

  const plain = [
    'GET /orders/{orderId} answered 404 in 12 ms',
    '018f2c5e-7b3a-7c4d-8e9f-0a1b2c3d4e5f is the request',
    'O\'Brien said: "select one"',
    '/api/v1/customers/orders/items/prices/discounts/history',
    'the operation listCustomerOrdersByDateAndStatus is unknown',
    'basic plan, bearer of news',
    'password is missing',
    'Grüße, 東京 😀',
  ];
  for (const text of plain) test(`"${text}" is left as it is`, () => assert.equal(safeText(text), text));

  test('masking twice is masking once', () => {
    for (const [, text] of secrets) assert.equal(maskSecretText(maskSecretText(text)), maskSecretText(text));
  });

  test('the time is linear: hostile text of 200,000 characters takes under half a second', () => {
    const hostile = ['eyJ-', '-----BEGIN ', 'password=', '"', 'a', 'sk_', '://', 'Aa1+', 'bearer ', 'a_b.', 'token"'];
    for (const part of hostile) {
      const text = part.repeat(Math.ceil(200_000 / part.length));
      const start = performance.now();
      maskSecretText(text);
      assert.ok(performance.now() - start < 500, `${part}: ${performance.now() - start} ms`);
    }
  });
});

describe('log injection', () => {
  test('no text makes a line, a terminal command or a hidden character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        assert.doesNotMatch(safeText(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
      { numRuns: 500 },
    );
  });

  test('what was there stays visible', () => {
    assert.equal(
      visibleText('a\r\nb\u001b[31m\u2028\u202e\ud800'),
      'a\\u{d}\\u{a}b\\u{1b}[31m\\u{2028}\\u{202e}\\u{d800}',
    );
  });

  test('long text is cut', () => {
    assert.equal(safeText('x'.repeat(50), 10), `${'x'.repeat(10)}…`);
  });
});

describe('headers', () => {
  test('only allowed fields are kept, in lower case, safe to log', () => {
    const headers = [
      ['Authorization', 'Bearer abcdefgh'],
      ['Cookie', 'sid=1'],
      ['X-Api-Key', 'k'],
      ['User-Agent', 'curl/8\r\nX: 1'],
      ['Host', 'api.example.com'],
    ] as const;
    assert.deepEqual(redactHeaders(headers), { 'user-agent': 'curl/8\\u{d}\\u{a}X: 1', host: 'api.example.com' });
    assert.deepEqual(redactHeaders(headers, new Set()), {});
  });
});
