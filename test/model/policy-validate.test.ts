import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { dump } from 'js-yaml';
import { PortcullisError } from '../../src/core/errors.js';
import { documentsFromText } from '../../src/model/documents.js';
import { checkPolicy } from '../../src/model/policy-check.js';
import { compileProject } from '../../src/model/project-compile.js';
import { linesOf, projectFrom, shop } from './policy-cases.js';

const operation = (settings: string) => `operations: { createOrder: { ${settings} } }`;

/** What stands after the head of a policy -> every line that a person reads about it. */
const wrong: Readonly<Record<string, readonly [policy: string, ...lines: readonly string[]]>> = {
  'a word that is not a choice': [
    operation('mode: enforced'),
    'POLICY_INVALID portcullis:1:36 operations.createOrder.mode is "enforced"; one of enforce, monitor, off; did you mean "enforce"?',
  ],
  'a number where a word is expected': [
    operation('mode: 3'),
    'POLICY_INVALID portcullis:1:36 operations.createOrder.mode is a number; one of enforce, monitor, off',
  ],
  'a key with a wrong letter': [
    operation('ratelimits: none'),
    'POLICY_INVALID portcullis:1:30 Unknown key "ratelimits" in operations.createOrder; did you mean "rateLimits"?',
  ],
  'a key like no other': [
    'listen: [{ address: "127.0.0.1:1", zzz: 1 }]',
    'POLICY_INVALID portcullis:1:36 Unknown key "zzz" in listen.0; known keys: address, tls, http2, trustedProxies, kind, trust, requireBody, protocol',
  ],
  'a word where a list or another word is expected': [
    operation('rateLimits: all'),
    'POLICY_INVALID portcullis:1:42 operations.createOrder.rateLimits is "all"; a list of limits, or none',
  ],
  'several faults at once, in order of position': [
    operation('rateLimits: [{ limit: 0, windowSeconds: 0, per: principle }]'),
    'POLICY_INVALID portcullis:1:52 operations.createOrder.rateLimits.0.limit is too small; a whole number of at least 1',
    'POLICY_INVALID portcullis:1:70 operations.createOrder.rateLimits.0.windowSeconds is too small; a number above 0',
    'POLICY_INVALID portcullis:1:78 operations.createOrder.rateLimits.0.per is "principle"; principal, address, key, operation, or { body: /pointer }, { header: name } or { claim: /pointer }; did you mean "principal"?',
  ],
  'a missing key and a fraction': [
    operation('rateLimits: [{ limit: 1.5, windowSeconds: 1 }]'),
    'POLICY_INVALID portcullis:1:43 "per" is missing in operations.createOrder.rateLimits.0',
    'POLICY_INVALID portcullis:1:52 operations.createOrder.rateLimits.0.limit is not whole; a whole number of at least 1',
  ],
  'a number over its bound': [
    'defaults: { bodyLimitBytes: 99999999999 }',
    'POLICY_INVALID portcullis:1:29 defaults.bodyLimitBytes is too large; a whole number from 0 to 10485760',
  ],
  'the algorithm none': [
    'identity: { schemes: { bearerAuth: { issuer: x, audience: a, algorithms: [none], jwks: { file: k.json } } } }',
    'POLICY_INVALID portcullis:1:75 identity.schemes.bearerAuth.algorithms.0 is "none"; one of ES256, ES384, ES512, Ed25519, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512',
  ],
  'a wildcard origin': [
    operation('cors: { origins: ["*"] }'),
    'POLICY_INVALID portcullis:1:48 operations.createOrder.cors.origins.0 has the wrong form; an origin such as https://app.example.com, without a path',
  ],
  'an address without a host': [
    'listen: [{ address: "8080" }]',
    'POLICY_INVALID portcullis:1:21 listen.0.address has the wrong form; an address such as 127.0.0.1:8443 or [::1]:8443',
  ],
  'an empty list': ['listen: []', 'POLICY_INVALID portcullis:1:9 listen is empty; a list with at least 1 entry'],
  'a role named twice': [
    'roles: { a: {}, b: { includes: [a, a] } }',
    'POLICY_INVALID portcullis:1:32 roles.b.includes names the same thing twice; a list of roles',
  ],
  'a reason that is none': [
    'suppressions: [{ rule: a, where: b, reason: short, expires: 2027-01-20 }]',
    'POLICY_INVALID portcullis:1:45 suppressions.0.reason is too short; a reason of at least 10 characters',
  ],
  'a text where a number is expected, without showing the text': [
    operation('timeoutSeconds: hunter2'),
    'POLICY_INVALID portcullis:1:46 operations.createOrder.timeoutSeconds is text; a number above 0',
  ],
  'a key quoted because of its letters': [
    'operations: { "GET /orders/{orderId}": { mode: [] } }',
    'POLICY_INVALID portcullis:1:48 operations."GET /orders/{orderId}".mode is a list; one of enforce, monitor, off',
  ],
  'an integration that says nothing of what may leave': [
    'egress: { payments: { vendor: Acme, hosts: [pay.example] } }',
    'POLICY_INVALID portcullis:1:11 "send" is missing in egress.payments',
  ],
  'learned owners without the operation that makes the thing': [
    'resources: { order: { id: orderId, owner: { learned: true } } }',
    'POLICY_INVALID portcullis:1:54 resources.order.owner.learned is true; the name of an operation, or a list of them',
  ],
};

describe('a policy that breaks its schema is refused with place, expectation and the way out', () => {
  for (const [name, [policy, ...lines]] of Object.entries(wrong)) {
    test(name, () =>
      assert.deepEqual(
        linesOf(() => projectFrom({ policy })),
        lines,
      ),
    );
  }
});

const documentsOf = (text: string) => documentsFromText('portcullis.yaml', text, { refs: false });

test('a policy without version and APIs lacks both', () => {
  assert.deepEqual(
    linesOf(() => checkPolicy(documentsOf('listen: []'))).map((line) => line.split(' ').slice(2).join(' ')),
    ['"version" is missing', '"apis" is missing', 'listen is empty; a list with at least 1 entry'],
  );
});

test('another version is refused', () => {
  const [line] = linesOf(() => checkPolicy(documentsOf('version: 2\napis: { a: { contract: a.yaml } }')));
  assert.equal(line, 'POLICY_INVALID portcullis:-1:10 version is 2; 1');
});

test('a section with everything commented out is no section', () => {
  const { file } = checkPolicy(
    documentsOf('version: 1\napis: { a: { contract: a.yaml } }\noperations:\n  # nothing yet\n'),
  );
  assert.equal(file.operations, undefined);
});

test('JSON works as YAML does', () => {
  const text = '{\n  "version": 1,\n  "apis": { "a": { "contrct": "a.yaml" } }\n}';
  const documents = documentsFromText('portcullis.json', text, { refs: false });
  const lines = linesOf(() => checkPolicy(documents));
  assert.ok(
    lines.includes('POLICY_INVALID portcullis.json:3:20 Unknown key "contrct" in apis.a; did you mean "contract"?'),
  );
});

const sections = [
  'listen',
  'apis',
  'identity',
  'roles',
  'defaults',
  'resources',
  'operations',
  'schemas',
  'pentest',
  'suppressions',
];
const scalars = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const keys = fc.oneof(
  fc.constantFrom(
    'createOrder',
    'mode',
    'roles',
    'owner',
    'rateLimits',
    'id',
    'scope',
    'actors',
    '__proto__',
    'constructor',
  ),
  fc.string(),
);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalars,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  ),
}));

test('whatever stands in a policy, it compiles or is refused with an error for people', () => {
  const policies = fc.array(fc.tuple(fc.constantFrom(...sections), anyValue), { maxLength: 5 });
  fc.assert(
    fc.property(policies, (pairs) => {
      const policy = dump(Object.fromEntries(pairs.filter(([name]) => name !== 'apis')));
      try {
        projectFrom({ policy: policy === '{}\n' ? '' : policy });
      } catch (error) {
        assert.ok(error instanceof PortcullisError && error.code !== 'INTERNAL', String(error));
      }
    }),
    { interruptAfterTimeLimit: 2_000, markInterruptAsFailure: false, numRuns: 10_000 },
  );
});

const working = {
  listen: [{ address: '127.0.0.1:8443', tls: { certificate: 'a', key: 'b' } }],
  apis: { shop: { contract: 'openapi.yaml', match: { prefix: '/' }, upstream: { url: 'http://127.0.0.1:3000' } } },
  identity: {
    schemes: { bearerAuth: { issuer: 'i', audience: 'a', algorithms: ['ES256'], jwks: { url: 'http://a/' } } },
  },
  roles: { customer: {}, support: { includes: ['customer'] } },
  defaults: { mode: 'enforce', rateLimits: [{ limit: 1, windowSeconds: 1, per: 'principal' }] },
  resources: { order: { id: 'orderId', owner: { lookup: 'getOrder', field: '/x' }, crossedBy: ['support'] } },
  operations: {
    createOrder: { roles: ['customer'], when: 'a < b', constraints: [{ in: 'body', pointer: '/a', schema: {} }] },
    listOrders: { returns: { resource: 'order' }, authentication: 'required' },
    getOrder: { owner: [{ is: 'principal.subject' }], concurrency: { limit: 1, per: { path: 'orderId' } } },
  },
  schemas: { Customer: { email: { read: ['support'] } } },
  pentest: {
    scope: ['http://127.0.0.1:3000'],
    actors: { a: { login: { operation: 'login', body: { password: '${env:A}' } } }, b: { apiKey: '${env:B}' } },
  },
  suppressions: [{ rule: 'r', where: 'w', reason: 'long enough', expires: '2027-02-01' }],
};

/** Every object or list in a value, with its keys. */
function* placesIn(value: unknown): Iterable<readonly [holder: Record<string, unknown>, key: string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [value as Record<string, unknown>, key];
    yield* placesIn(inner);
  }
}

test('the policy that the next test spoils works', () => {
  const { apis } = projectFrom({ policy: dump({ ...working, apis: undefined }) });
  assert.equal(apis[0]?.operations.get('deleteOrder')?.policy.owners.length, 1);
});

test('whatever is changed in a policy that works, it compiles or is refused with an error for people', () => {
  const text = fc.oneof(
    fc.constantFrom(
      'http://[',
      'http://a:99999',
      '${env:',
      '/a~2',
      'a:b:c',
      'GET /orders',
      '[::1]:70000',
      'a && (',
      '',
    ),
    anyValue,
  );
  const change = fc.tuple(fc.nat(), text, fc.option(keys, { nil: undefined }));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const policy = structuredClone({ version: 1, ...working });
      for (const [index, value, name] of changes) {
        const places = [...placesIn(policy)];
        const [holder, key] = places[index % places.length] ?? assert.fail();
        Object.defineProperty(holder, name ?? key, { value, enumerable: true, configurable: true, writable: true });
      }
      try {
        compileProject({
          policy: documentsOf(dump(policy, { noRefs: true })),
          contracts: new Map([['shop', documentsFromText('openapi.yaml', shop)]]),
          baseDir: '.',
          today: new Date(),
        });
      } catch (error) {
        assert.ok(error instanceof PortcullisError && error.code !== 'INTERNAL', String(error));
      }
    }),
    { interruptAfterTimeLimit: 3_000, markInterruptAsFailure: false, numRuns: 10_000 },
  );
});

test('whatever text a policy is, it is read or refused with an error for people', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      try {
        checkPolicy(documentsOf(text));
      } catch (error) {
        assert.ok(error instanceof PortcullisError && error.code !== 'INTERNAL', String(error));
      }
    }),
    { interruptAfterTimeLimit: 1_000, markInterruptAsFailure: false, numRuns: 10_000 },
  );
});
