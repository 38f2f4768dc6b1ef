import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { linesOf, modelFrom, projectFrom, shopWith } from './policy-cases.js';

const schemes = (text: string) => `identity: { schemes: { ${text} } }`;

describe('identity', () => {
  test('fills in what a JWT scheme leaves out', () => {
    const policy = schemes('bearerAuth: { issuer: i, audience: a, algorithms: [ES256], jwks: { file: keys.json } }');
    assert.deepEqual(modelFrom({ policy }).schemes.get('bearerAuth'), {
      kind: 'jwt',
      issuer: 'i',
      audience: ['a'],
      algorithms: ['ES256'],
      jwks: { file: path.resolve('keys.json') },
      claims: { subject: 'sub' },
      clockToleranceSeconds: 5,
      node: { file: 'portcullis.yaml', pointer: '/identity/schemes/bearerAuth' },
    });
  });

  test('may name a scheme freely where the contract declares none', () => {
    const contract = shopWith(
      '  securitySchemes:\n    bearerAuth: { type: http, scheme: bearer }\n    keyAuth: { type: apiKey, in: header, name: X-Api-Key }\n',
      '',
    );
    const policy = `${schemes('token: { apiKeys: true }')}\noperations: { getOrder: { authentication: { schemes: [token] } } }`;
    const { operations } = modelFrom({ policy, contract });
    assert.deepEqual(operations.get('getOrder')?.policy.requirements, [[{ scheme: 'token', scopes: [] }]]);
  });
});

const wrong: Readonly<Record<string, readonly [policy: string, ...lines: readonly string[]]>> = {
  'a scheme that the contract does not have': [
    schemes('bearerAuht: { apiKeys: true }'),
    'POLICY_UNKNOWN_NAME portcullis:1:24 The contract has no security scheme "bearerAuht"; did you mean "bearerAuth"?',
  ],
  'half a JWT scheme': [
    schemes('bearerAuth: { issuer: x }'),
    'POLICY_INVALID portcullis:1:24 The scheme lacks audience, algorithms, jwks; issuer, audience, algorithms and jwks; or one of apiKeys: true, introspection, clientCertificate, basic',
  ],
  'API keys with an issuer': [
    schemes('keyAuth: { apiKeys: true, issuer: x }'),
    'POLICY_INVALID portcullis:1:50 "issuer" does not go with `apiKeys`',
  ],
  'a tolerance that makes expiry pointless': [
    schemes(
      'bearerAuth: { issuer: x, audience: a, algorithms: [ES256], jwks: { file: k }, clockToleranceSeconds: 301 }',
    ),
    'POLICY_INVALID portcullis:1:125 identity.schemes.bearerAuth.clockToleranceSeconds is too large; a whole number from 0 to 300',
  ],
};

describe('identity that could not work is refused', () => {
  for (const [name, [policy, ...lines]] of Object.entries(wrong)) {
    test(name, () =>
      assert.deepEqual(
        linesOf(() => projectFrom({ policy })),
        lines,
      ),
    );
  }

  test('a password file, certificates or keys where the contract has no place for them', () => {
    const rows: [string, string][] = [
      ['basic: { file: users.txt }', 'as `type: http, scheme: basic`'],
      ['clientCertificate: { ca: ca.pem, subjects: [{ uri: "urn:a", subject: a }] }', 'as `type: mutualTLS`'],
    ];
    for (const [scheme, wanted] of rows) {
      const [line] = linesOf(() => projectFrom({ policy: schemes(`bearerAuth: { ${scheme} }`) }));
      const words = 'The contract declares "bearerAuth" in another way; a scheme that it declares';
      assert.equal(line, `POLICY_INVALID portcullis:1:24 ${words} ${wanted}`);
    }
  });
});

describe('identity beyond bearer tokens', () => {
  const withScheme = (declared: string) =>
    shopWith('in: header, name: X-Api-Key', `in: header, name: X-Api-Key }\n    other: { ${declared}`);
  const other = (declared: string, policy: string) =>
    modelFrom({
      policy: `roles: { service: {} }\n${schemes(`other: { ${policy} }`)}`,
      contract: withScheme(declared),
    }).schemes.get('other');

  test('API keys may stand where the contract puts them', () => {
    for (const place of ['query', 'cookie']) {
      assert.equal(other(`type: apiKey, in: ${place}, name: key`, 'apiKeys: true')?.kind, 'apiKeys');
    }
  });

  test('introspection, with what is left out filled in', () => {
    const policy = 'introspection: { url: "https://id.test/i", clientId: gw, clientSecret: "${env:S}" }, boundTo: dpop';
    assert.deepEqual(other('type: oauth2, flows: {}', policy), {
      kind: 'introspection',
      url: 'https://id.test/i',
      clientId: 'gw',
      clientSecret: '${env:S}',
      cacheSeconds: 30,
      claims: { subject: 'sub' },
      boundTo: 'dpop',
      clockToleranceSeconds: 5,
      node: { file: 'portcullis.yaml', pointer: '/identity/schemes/other' },
    });
  });

  test('the keys of an issuer are found by the openIdConnectUrl of the contract, if it is on the host of the issuer', () => {
    const policy = 'issuer: "https://id.test/", audience: a, algorithms: [ES256]';
    const url = (host: string) =>
      `type: openIdConnect, openIdConnectUrl: "https://${host}/.well-known/openid-configuration"`;
    const found = other(url('id.test'), policy);
    assert.deepEqual(found?.kind === 'jwt' && found.jwks, {
      discovery: 'https://id.test/.well-known/openid-configuration',
      host: 'id.test',
      cacheSeconds: 600,
    });
    assert.match(linesOf(() => other(url('evil.test'), policy))[0] ?? '', /The keys of the issuer are not known/);
  });

  test('a contract that asks for DPoP gets tokens that are bound', () => {
    const policy = 'issuer: i, audience: a, algorithms: [ES256], jwks: { file: k }';
    const found = other('type: http, scheme: DPoP', policy);
    assert.equal(found?.kind === 'jwt' && found.boundTo, 'dpop');
  });

  const faults: Readonly<Record<string, readonly [declared: string, policy: string, line: RegExp]>> = {
    'a secret in the policy': [
      'type: oauth2, flows: {}',
      'introspection: { url: "https://id.test/i", clientId: gw, clientSecret: hunter2 }',
      /^POLICY_SECRET_INLINE portcullis:2:\d+ identity.schemes.other.introspection.clientSecret holds a secret/,
    ],
    'introspection without TLS': [
      'type: oauth2, flows: {}',
      'introspection: { url: "http://id.test/i", clientId: gw, clientSecret: "${env:S}" }',
      /^POLICY_INVALID portcullis:2:\d+ The authorization server is asked without TLS/,
    ],
    'a role that there is not': [
      'type: mutualTLS',
      'clientCertificate: { ca: c, subjects: [{ dns: a.test, subject: a, roles: [servcie] }] }',
      /^POLICY_UNKNOWN_NAME portcullis:2:\d+ There is no role "servcie"; did you mean "service"\?/,
    ],
    'a subject with two names': [
      'type: mutualTLS',
      'clientCertificate: { ca: c, subjects: [{ dns: a.test, uri: "urn:a", subject: a }] }',
      /A subject names two parts of a certificate; one of uri, dns, email, spki, commonName/,
    ],
    'a subject with no name': [
      'type: mutualTLS',
      'clientCertificate: { ca: c, subjects: [{ subject: a }] }',
      /A subject names no certificate/,
    ],
    'a misspelt key': [
      'type: mutualTLS',
      'clientCertificate: { ca: c, subjects: [{ dns: a.test, subject: a }], crll: x }',
      /Unknown key "crll" in identity.schemes.other.clientCertificate; did you mean "crl"\?/,
    ],
    'a user with a colon': [
      'type: http, scheme: basic',
      'basic: { file: u, users: { "a:b": {} } }',
      /cannot hold a colon/,
    ],
    'tenants of an issuer that has none': [
      'type: oauth2, flows: {}',
      'issuer: "https://id.test/", tenants: [a], audience: a, algorithms: [ES256], jwks: { file: k }',
      /The issuer says nothing of a tenant/,
    ],
    'a tenant in the host': [
      'type: oauth2, flows: {}',
      'issuer: "https://{tenant}.test/", tenants: [a], audience: a, algorithms: [ES256], jwks: { file: k }',
      /\{tenant\} must be one whole part of the path/,
    ],
    'any tenant': [
      'type: oauth2, flows: {}',
      'issuer: "https://id.test/{tenant}/", audience: a, algorithms: [ES256], jwks: { file: k }',
      /`tenants` is missing; name the tenants whose tokens are accepted/,
    ],
  };
  for (const [name, [declared, policy, line]] of Object.entries(faults)) {
    test(`${name} is refused`, () => assert.match(linesOf(() => other(declared, policy))[0] ?? '', line));
  }
});
