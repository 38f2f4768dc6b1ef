import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { linesOf, modelFrom, policyOf, projectFrom, shopWith } from './policy-cases.js';

const patch = (set: string, operation = 'createOrder') => `version: 1
patches:
  - { id: p1, because: f1, operation: ${operation}, guard: roles, expires: 2027-02-01, set: { ${set} } }
`;

describe('without a word from policy or contract', () => {
  const policy = policyOf('createOrder', { policy: '' });

  test('the built-in settings hold', () => {
    assert.equal(policy.mode, 'enforce');
    assert.equal(policy.public, false);
    assert.equal(policy.roles, undefined);
    assert.equal(policy.bodyLimitBytes, 1_048_576);
    assert.equal(policy.timeoutSeconds, 10);
    const answers = { filter: false, hideErrors: true, noStore: true, validate: 'off', samplePercent: 100 };
    assert.deepEqual(policy.response, answers);
    assert.deepEqual([policy.upload, policy.graphql, policy.sanitize.size], [undefined, undefined, 0]);
    assert.equal(policy.unknownProperties, 'contract');
    assert.equal(policy.unknownParameters, 'allow');
    assert.deepEqual([policy.rateLimits, policy.owners, policy.constraints, policy.patches], [[], [], [], []]);
    assert.equal(policy.origins['mode'], undefined);
  });

  test('unknown operations are denied', () => assert.equal(modelFrom({ policy: '' }).unknownOperations, 'deny'));

  test('answers to callers without a credential may be stored', () => {
    assert.equal(policyOf('login', { policy: '' }).response.noStore, false);
  });
});

describe('the later word wins', () => {
  const contract = shopWith(
    'operationId: createOrder\n',
    'operationId: createOrder\n      x-portcullis: { mode: monitor, bodyLimitBytes: 30 }\n',
  );
  const layers = {
    contract,
    policy:
      'defaults: { mode: off, bodyLimitBytes: 20, timeoutSeconds: 3 }\noperations: { "POST /orders": { mode: monitor } }',
  };
  const { mode, bodyLimitBytes, timeoutSeconds, origins } = policyOf('createOrder', layers);

  test("the contract's over the defaults', the operation's over both", () => {
    assert.deepEqual([mode, bodyLimitBytes, timeoutSeconds], ['monitor', 30, 3]);
  });

  test('and each value has its place', () => {
    const model = modelFrom(layers);
    const lineOf = (setting: string) => {
      const node = origins[setting];
      return node && `${model.locate(node).file}:${model.locate(node).line}`;
    };
    assert.deepEqual(['mode', 'bodyLimitBytes', 'timeoutSeconds', 'roles'].map(lineOf), [
      'portcullis.yaml:4',
      `openapi.yaml:${contract.split('\n').findIndex((line) => line.includes('x-portcullis')) + 1}`,
      'portcullis.yaml:3',
      undefined,
    ]);
  });

  test('and that of a patch over all', () => {
    assert.equal(policyOf('createOrder', { ...layers, patches: patch('mode: enforce') }).mode, 'enforce');
  });

  test('other operations keep theirs', () => assert.equal(policyOf('listOrders', layers).mode, 'off'));
});

describe('rate limits', () => {
  const base = 'defaults: { rateLimits: [{ limit: 300, windowSeconds: 60, per: principal }] }\n';
  const limitsOf = (settings: string, id = 'createOrder') =>
    policyOf(id, { policy: `${base}operations: { createOrder: { ${settings} } }` }).rateLimits;

  test("of an operation add to the defaults'", () => {
    const limits = limitsOf('rateLimits: [{ limit: 10, windowSeconds: 60, per: address }]');
    assert.deepEqual(
      limits.map(({ limit }) => limit),
      [300, 10],
    );
  });

  test("of the defaults share one counter over operations, an operation's own does not", () => {
    const own = limitsOf('rateLimits: [{ limit: 10, windowSeconds: 60, per: address }]');
    const other = limitsOf('mode: enforce', 'listOrders');
    assert.equal(own[0]?.id, other[0]?.id);
    assert.notEqual(own[1]?.id, own[0]?.id);
  });

  test('per operation count each operation by itself', () => {
    const policy = 'defaults: { rateLimits: [{ limit: 3, windowSeconds: 1, per: operation }] }';
    const [a, b] = ['createOrder', 'listOrders'].map((id) => policyOf(id, { policy }).rateLimits[0]?.id);
    assert.notEqual(a, b);
  });

  test('are dropped by none, and added again by a patch', () => {
    assert.deepEqual(limitsOf('rateLimits: none'), []);
    const limits = policyOf('createOrder', {
      policy: `${base}operations: { createOrder: { rateLimits: none } }`,
      patches: patch('rateLimits: [{ limit: 5, windowSeconds: 60, per: { body: /email }, countStatuses: [401] }]'),
    }).rateLimits;
    assert.deepEqual(
      limits.map(({ limit, per, countStatuses }) => [limit, per, countStatuses]),
      [[5, { body: '/email' }, [401]]],
    );
  });

  test('take the cost of the operation', () => assert.equal(limitsOf('cost: 5')[0]?.cost, 5));
});

describe('who may call', () => {
  const requirements = (id: string, policy: string, patches?: string) =>
    policyOf(id, { policy, ...(patches ? { patches } : {}) }).requirements;
  const bearer = [[{ scheme: 'bearerAuth', scopes: [] }]];

  test('is what the contract says', () => assert.deepEqual(requirements('getOrder', ''), bearer));
  test('is anyone where the operation is public', () => {
    assert.deepEqual(requirements('getOrder', 'operations: { getOrder: { public: true } }'), []);
  });
  test('is anyone where the contract says so', () => assert.deepEqual(requirements('login', ''), []));
  test('is anyone where nobody says anything', () => {
    assert.deepEqual(
      policyOf('getOrder', { policy: '', contract: shopWith('security: [{ bearerAuth: [] }]\n', '') }).requirements,
      [],
    );
  });
  test('can be required where the contract does not: with the schemes that can be verified', () => {
    const policy =
      'identity: { schemes: { keyAuth: { apiKeys: true } } }\noperations: { login: { authentication: required } }';
    assert.deepEqual(requirements('login', policy), [[{ scheme: 'keyAuth', scopes: [] }]]);
  });
  test('can be one of some schemes', () => {
    const policy = 'operations: { login: { authentication: { schemes: [bearerAuth, keyAuth] } } }';
    assert.deepEqual(
      requirements('login', policy)
        .flat()
        .map(({ scheme }) => scheme),
      ['bearerAuth', 'keyAuth'],
    );
  });
  test('a patch takes `public: true` back', () => {
    const policy = 'roles: { admin: {} }\noperations: { getOrder: { public: true } }';
    for (const set of ['roles: [admin]', 'authentication: required', 'scopes: [read]']) {
      const patched = policyOf('getOrder', { policy, patches: patch(set, 'getOrder') });
      assert.deepEqual([patched.public, patched.requirements], [false, bearer], set);
    }
  });
  test('roles of the defaults do not take it back', () => {
    const policy = 'defaults: { roles: any }\noperations: { getOrder: { public: true } }';
    assert.equal(policyOf('getOrder', { policy }).public, true);
  });
});

describe('a patch adds to', () => {
  const policy = `roles: { admin: {}, support: {} }
operations: { createOrder: { when: "a || b", scopes: [read], constraints: [{ in: body, pointer: "", schema: {} }], writeProperties: { /note: [admin, support] }, readProperties: { /x: [] } } }`;
  const patched = policyOf('createOrder', {
    policy,
    patches: patch(
      'when: c, scopes: [write], constraints: [{ in: query, name: q, schema: { maxLength: 3 } }], writeProperties: { /note: [support], /role: [] }',
    ),
  });

  test('the condition', () => assert.equal(patched.when, '(a || b) && (c)'));
  test('the scopes', () => assert.deepEqual(patched.scopes, ['read', 'write']));
  test('the bounds', () => assert.equal(patched.constraints.length, 2));
  test('the properties, without opening one', () => {
    assert.deepEqual(
      [...patched.writeProperties],
      [
        ['/note', ['support']],
        ['/role', []],
      ],
    );
    assert.deepEqual([...patched.readProperties], [['/x', []]]);
  });
  test('the model its id and its guard, which then denies in monitor mode too', () => {
    assert.deepEqual([patched.patches, [...patched.enforcedGuards]], [['p1'], ['roles']]);
  });
});

test('the answer policy is merged key by key', () => {
  const policy =
    'defaults: { response: { filter: true } }\noperations: { login: { response: { uniform: { statuses: [401, 404], status: 401, title: No } } } }';
  assert.deepEqual(policyOf('login', { policy }).response, {
    filter: true,
    hideErrors: true,
    noStore: false,
    validate: 'off',
    samplePercent: 100,
    uniform: { statuses: [401, 404], status: 401, title: 'No' },
  });
});

const wrong: Readonly<Record<string, readonly [policy: string, ...lines: readonly string[]]>> = {
  'an operation with a wrong letter': [
    'operations: { createOrdr: {} }',
    'POLICY_UNKNOWN_NAME portcullis:1:15 There is no operation "createOrdr" in the contract; did you mean "createOrder"?',
  ],
  'a path with another name of its parameter': [
    'operations: { "get /orders/{id}": {} }',
    'POLICY_UNKNOWN_NAME portcullis:1:15 There is no operation "get /orders/{id}" in the contract; did you mean "GET /orders/{orderId}"?',
  ],
  'one operation under two names': [
    'operations: { "post /orders": {}, createOrder: {} }',
    'POLICY_INVALID portcullis:1:35 The operation createOrder has two entries; put all its settings into one entry',
  ],
  'a role with a wrong letter, reported once for all operations': [
    'defaults: { roles: [custmer] }\nroles: { customer: {} }',
    'POLICY_UNKNOWN_NAME portcullis:1:21 There is no role "custmer"; did you mean "customer"?',
  ],
  'public with roles': [
    'operations: { login: { public: true, roles: any } }',
    'POLICY_INVALID portcullis:1:38 `public: true` and `roles` exclude each other',
  ],
  'a scheme that does not exist': [
    'operations: { login: { authentication: { schemes: [bearrAuth] } } }',
    'POLICY_UNKNOWN_NAME portcullis:1:52 There is no scheme "bearrAuth"; did you mean "bearerAuth"?',
  ],
  'a condition that is not CEL': [
    'operations: { login: { when: "a &&" } }',
    'POLICY_INVALID portcullis:1:30 The condition is not CEL: Unexpected token: EOF; a CEL expression such as request.time.getHours() < 20',
  ],
  'bounds that are none': [
    'operations: { login: { constraints: [{ in: query, schema: {} }, { in: body, pointer: /a, schema: { type: strin } }, { in: body, pointer: "", schema: { $ref: "http://x/" } }] } }',
    'POLICY_INVALID portcullis:1:38 "name" is missing in the constraint; the name of a parameter',
    'POLICY_INVALID portcullis:1:98 The schema of the constraint is no JSON Schema; a JSON Schema (2020-12) such as { type: string, maxLength: 40 }',
    'POLICY_INVALID portcullis:1:150 The schema of a constraint must not refer to another file',
  ],
  'concurrency by a parameter that is not there': [
    'operations: { getOrder: { concurrency: { limit: 1, per: { path: id } } } }',
    'POLICY_UNKNOWN_NAME portcullis:1:65 getOrder has no path parameter "id"; one of orderId',
  ],
  'a day that does not exist': [
    'operations: { login: { sunset: 2027-02-30 } }',
    'POLICY_INVALID portcullis:1:32 There is no day 2027-02-30; a date such as 2027-01-31',
  ],
};

describe('settings that could not work are refused', () => {
  for (const [name, [policy, ...lines]] of Object.entries(wrong)) {
    test(name, () =>
      assert.deepEqual(
        linesOf(() => projectFrom({ policy })),
        lines,
      ),
    );
  }
});

test('a mistake in `x-portcullis` is reported at its place in the contract', () => {
  const contract = shopWith('operationId: listOrders\n', 'operationId: listOrders\n      x-portcullis: { mod: off }\n');
  const line = contract.split('\n').findIndex((text) => text.includes('x-portcullis')) + 1;
  assert.deepEqual(
    linesOf(() => projectFrom({ policy: '', contract })),
    [`POLICY_INVALID openapi:${line}:23 Unknown key "mod" in paths."/orders".get.x-portcullis; did you mean "mode"?`],
  );
});

test('`x-portcullis` where it would do nothing is refused', () => {
  const contract = shopWith('info:', 'x-portcullis: { mode: off }\ninfo:').replace(
    '  /orders:\n',
    '  /orders:\n    x-portcullis: { mode: off }\n',
  );
  const lines = linesOf(() => projectFrom({ policy: '', contract }));
  assert.deepEqual(
    lines.map((line) => line.split(';')[0]),
    [2, contract.split('\n').indexOf('    x-portcullis: { mode: off }') + 1].map(
      (line) =>
        `POLICY_INVALID openapi:${line}:${line === 2 ? 1 : 5} \`x-portcullis\` means something at an operation only`,
    ),
  );
});
