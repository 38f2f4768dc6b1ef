import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { linesOf, projectFrom } from './policy-cases.js';

const listen = (entry: string) => projectFrom({ policy: `listen: [${entry}]` }).listen[0];

describe('where the gateway listens', () => {
  test('is this machine only, when the policy does not say', () => {
    assert.deepEqual(projectFrom({ policy: '' }).listen, [
      { host: '127.0.0.1', port: 8080, tls: undefined, node: undefined },
    ]);
  });

  test('may be an IPv6 address', () => {
    assert.deepEqual([listen('{ address: "[::1]:0" }')?.host, listen('{ address: "[::1]:0" }')?.port], ['::1', 0]);
  });

  test('finds its certificates beside the policy', () => {
    const tls = listen('{ address: "a:1", tls: { certificate: tls.crt, key: /etc/tls.key, clientCa: ca.pem } }')?.tls;
    assert.deepEqual(tls, {
      certificate: path.resolve('tls.crt'),
      key: path.resolve('/etc/tls.key'),
      minVersion: 'TLSv1.2',
      clientCa: path.resolve('ca.pem'),
    });
  });

  test('is refused with a port that does not exist and with a key in the policy', () => {
    const entry = '{ address: "a:99999", tls: { certificate: a, key: "-----BEGIN PRIVATE KEY-----" } }';
    assert.deepEqual(
      linesOf(() => listen(entry)),
      [
        'POLICY_INVALID portcullis:1:21 The port is too large; a port from 0 to 65535',
        'POLICY_SECRET_INLINE portcullis:1:60 A private key is written into the policy; write the path of the file',
      ],
    );
  });

  test('may be an authorizer, which answers only those it trusts', () => {
    const entry = '{ address: "127.0.0.1:9100", kind: authorizer, trust: [127.0.0.1/32] }';
    assert.deepEqual(listen(entry)?.authorizer, { trust: ['127.0.0.1/32'], requireBody: 'partly', protocol: 'http' });
    const strict = listen(entry.replace(' }', ', requireBody: deny }'))?.authorizer;
    assert.equal(strict?.requireBody, 'deny');
    const envoy = listen(entry.replace(' }', ', protocol: grpc, tls: { certificate: a.crt, key: a.key } }'));
    assert.deepEqual([envoy?.authorizer?.protocol, envoy?.tls?.certificate], ['grpc', path.resolve('a.crt')]);
    assert.equal(listen('{ address: "127.0.0.1:9100", kind: proxy }')?.authorizer, undefined);
  });

  test('is refused as an authorizer without trust, or with settings of the other kind', () => {
    const messages = (entry: string): readonly string[] =>
      linesOf(() => listen(`{ address: "a:1", ${entry} }`)).map((line) => line.replace(/^\S+ \S+ |;.*$/g, ''));
    assert.deepEqual(messages('kind: authorizer'), ['An authorizer answers only those it trusts']);
    assert.deepEqual(messages('kind: authorizer, trust: [nobody]'), ['This is no range of addresses']);
    assert.deepEqual(messages('kind: authorizer, trust: [10.0.0.0/8], http2: true'), ['An authorizer has no http2']);
    assert.deepEqual(messages('trust: [10.0.0.0/8]'), ['Only an authorizer has trust']);
    assert.deepEqual(messages('requireBody: deny'), ['Only an authorizer has requireBody']);
    assert.deepEqual(messages('protocol: grpc'), ['Only an authorizer has protocol']);
    const tls = 'kind: authorizer, trust: [10.0.0.0/8], tls: { certificate: a, key: b }';
    assert.deepEqual(messages(tls), ['An authorizer has no tls']);
  });
});
