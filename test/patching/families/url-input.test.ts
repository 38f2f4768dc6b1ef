import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compilePattern } from '../../../src/model/safe-pattern.js';
import { isExponential } from '../../../src/audit/regex-ambiguity.js';
import { addressPattern } from '../../../src/patching/families/url-input.js';
import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const at = {
  operationId: 'createOrder',
  part: { in: 'body', pointer: '/url' } as const,
  replay: replayOf({ method: 'POST', path: '/orders', body: { url: 'http://127.0.0.1:9/x' } }),
};
const pattern = addressPattern(['cdn.example', 'Pictures.Example:8443']);

describeFamily('url-input', [
  {
    says: 'only known hosts',
    finding: findingOf('ssrf', { ...at, facts: { allowedHosts: ['cdn.example'] } }),
    patch: {
      guard: 'constraints',
      set: {
        constraints: [
          { in: 'body', pointer: '/url', schema: { type: 'string', pattern: addressPattern(['cdn.example']) } },
        ],
      },
    },
    variants: 15,
  },
  { says: 'no known host, no patch', finding: findingOf('ssrf', at), impossible: /No legitimate address/ },
  {
    says: 'a host that is none is no known host',
    finding: findingOf('ssrf', { ...at, facts: { allowedHosts: ['.*', 'a b', 'x@y'] } }),
    impossible: /No legitimate address/,
  },
  {
    says: 'no place, no patch',
    finding: findingOf('ssrf', { facts: { allowedHosts: ['a.example'] } }),
    impossible: /place/,
  },
]);

describe('the pattern of addresses', () => {
  const { test } = compilePattern(pattern);
  for (const good of [
    'https://cdn.example',
    'http://cdn.example/',
    'https://cdn.example/a/b.jpg?size=10&x=%20#top',
    'https://cdn.example?x=1',
    'https://pictures.example:8443/a',
  ])
    it(`takes ${good}`, () => assert.ok(test(good)));
  for (const bad of [
    'https://evil.example/',
    'https://cdn.example.evil.example/',
    'https://evilcdn.example/',
    'https://cdnxexample/',
    'https://cdn.example@evil.example/',
    'https://cdn.example:80@evil.example/',
    'https://user@cdn.example/',
    'https://evil.example\\@cdn.example/',
    'https://cdn.example\\@evil.example/',
    'https://cdn.example/@evil.example',
    'https://evil.example/@cdn.example',
    'https://evil.example#@cdn.example/',
    'https://evil.example?https://cdn.example/',
    'https://cdn.example:22/',
    'https://cdn.example:/',
    'https://pictures.example/',
    'https://pictures.example:84430/',
    'https://cdn.example./',
    'https://cdn\u3002example/',
    'https://cdn.examp\u0131e/',
    'https://cdn.example\u200b/',
    '//cdn.example/',
    'https:/cdn.example/',
    'https:///cdn.example/',
    'https:cdn.example/',
    'cdn.example/',
    'file://cdn.example/etc/passwd',
    'gopher://cdn.example/',
    'javascript://cdn.example/%0aalert(1)',
    ' https://cdn.example/',
    'https://cdn.example/ ',
    'https://cdn.example/\r\nHost: x',
    'https://cdn.example/\n',
    'https://cdn.example\n.evil.example/',
    'https://cdn.example/\t',
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://2130706433/',
    'http://[::ffff:127.0.0.1]/',
    'http://cdn.example%2eevil.example/',
    'http://cdn.example%40evil.example/',
    'https://cdn.example;evil.example/',
    'https://cdn.example&@evil.example/',
  ])
    it(`refuses ${JSON.stringify(bad)}`, () => assert.equal(test(bad), false));
  it('cannot be made slow', () => {
    assert.equal(isExponential(pattern), false);
    const started = performance.now();
    test(`https://cdn.example/${'a?#/'.repeat(100_000)}@`);
    assert.ok(performance.now() - started < 500);
  });
});
