import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesItsHosts, publicAddressPatch } from '../../src/audit/addresses.js';

const { schema } = publicAddressPatch({ in: 'query', name: 'url' }).patch.set.constraints[0]!;

function passes(text: string): boolean {
  return new RegExp(schema.pattern, 'u').test(text) && !new RegExp(schema.not.pattern, 'u').test(text);
}

describe('the patch for addresses of callers', () => {
  for (const text of [
    'https://hooks.example.com/in?x=1#a',
    'https://example.com',
    'https://example.com:443/',
    'https://a-b.example.co.uk?x',
    'https://local.example/internal',
  ])
    it(`lets ${text} through`, () => assert.ok(passes(text)));

  for (const text of [
    'http://hooks.example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://[::1]/',
    'https://localhost/',
    'https://example.com:8443/',
    'https://ann@example.com/',
    'https://example.com@127.0.0.1/',
    'https://example.com\\@127.0.0.1/',
    'https://127.0.0.1\\.example.com/',
    'https://metadata.google.internal/',
    'https://db.Local/x',
    'https://a.svc.cluster.local:443/',
    'ftp://example.com/',
    'file:///etc/hosts',
    ' https://example.com/',
  ])
    it(`refuses ${JSON.stringify(text)}`, () => assert.ok(!passes(text)));
});

describe('a schema that names its hosts', () => {
  it('has fixed values, or a pattern with a host', () => {
    assert.ok(namesItsHosts({ enum: ['a'] }));
    assert.ok(namesItsHosts({ const: 'https://a.example' }));
    assert.ok(namesItsHosts({ pattern: '^https://hooks\\.example\\.com/' }));
  });

  it('is not one that only names a scheme', () => {
    assert.ok(!namesItsHosts({ pattern: '^https?://' }));
    assert.ok(!namesItsHosts({ format: 'uri' }));
  });
});
