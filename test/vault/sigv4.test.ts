import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { signCall } from '../../src/vault/sigv4.js';

// From AWS's published test suite for Signature Version 4.
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const common = {
  method: 'GET',
  url: new URL('https://example.amazonaws.com/'),
  headers: {},
  body: '',
  region: 'us-east-1',
  service: 'service',
  time: Date.UTC(2015, 7, 30, 12, 36),
};

const cases = {
  'get-vanilla': [{}, 'host;x-amz-date', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  'get-header-key-duplicate': [
    { headers: { 'my-header1': 'value2,value2,value1' } },
    'host;my-header1;x-amz-date',
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  'get-header-value-multiline': [
    { headers: { 'my-header1': 'value1,value2,value3' } },
    'host;my-header1;x-amz-date',
    'ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790',
  ],
  'post-vanilla': [
    { method: 'POST' },
    'host;x-amz-date',
    '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  ],
  'post-x-www-form-urlencoded': [
    { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'Param1=value1' },
    'content-type;host;x-amz-date',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
  'get-vanilla-query-order-key-case': [
    { url: new URL('https://example.amazonaws.com/?Param2=value2&Param1=value1') },
    'host;x-amz-date',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
} as const;

describe("AWS's own vectors", () => {
  for (const [name, [call, signed, signature]] of Object.entries(cases))
    test(name, () => {
      const { authorization } = signCall({ ...common, ...call }, credentials);
      const scope = 'Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request';
      assert.equal(authorization, `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=${signed}, Signature=${signature}`);
    });
});

test('a session token is sent and signed', () => {
  const headers = signCall(common, { ...credentials, sessionToken: 'abc' });
  assert.equal(headers['x-amz-security-token'], 'abc');
  assert.match(headers.authorization!, /SignedHeaders=host;x-amz-date;x-amz-security-token,/);
});
