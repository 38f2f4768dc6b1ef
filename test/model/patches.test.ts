import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { linesOf, projectFrom } from './policy-cases.js';

const patch = (fields: string) => `  - { because: f1, guard: roles, expires: 2027-02-01, ${fields} }\n`;
const file = (...patches: readonly string[]) =>
  `version: 1\npatches:${patches.length ? `\n${patches.join('')}` : ' []'}`;
const good = patch('id: p1, operation: "GET /orders", set: { roles: any }');

describe('patches', () => {
  test('come with their place, and their operation by any of its names', () => {
    const { patches, apis } = projectFrom({ policy: '', patches: file(good) });
    assert.deepEqual(patches, [
      {
        id: 'p1',
        because: 'f1',
        operation: 'GET /orders',
        guard: 'roles',
        set: { roles: 'any' },
        expires: '2027-02-01',
        owner: undefined,
        expired: false,
        overdue: false,
        node: { file: 'portcullis.patches.yaml', pointer: '/patches/0' },
      },
    ]);
    assert.equal(apis[0]?.operations.get('listOrders')?.policy.roles, 'any');
  });

  test('may set nothing: then the guard alone is what they bring', () => {
    const { patches } = projectFrom({ policy: '', patches: set('') });
    assert.deepEqual(
      patches.map(({ guard, set: settings }) => [guard, settings]),
      [['roles', {}]],
    );
  });

  test('hold through their last day', () => {
    const expiredOn = (today: string) => projectFrom({ policy: '', patches: file(good), today }).patches[0]?.expired;
    assert.deepEqual([expiredOn('2027-02-01'), expiredOn('2027-02-02')], [false, true]);
  });

  test('keep applying when they have expired', () => {
    const { apis } = projectFrom({ policy: '', patches: file(good), today: '2030-01-01' });
    assert.deepEqual(apis[0]?.operations.get('listOrders')?.policy.patches, ['p1']);
  });

  test('change the digest', () => {
    const digests = [undefined, file(), file(good)].map(
      (patches) => projectFrom({ policy: '', ...(patches ? { patches } : {}) }).digest,
    );
    assert.equal(new Set(digests).size, 3);
  });
});

const set = (settings: string) => file(patch(`id: p1, operation: login, set: { ${settings} }`));

const wrong: Readonly<Record<string, readonly [patches: string, ...lines: readonly string[]]>> = {
  'a setting with a wrong letter': [
    set('rols: any'),
    'POLICY_INVALID portcullis.patches:3:88 Unknown key "rols" in patches.0.set; did you mean "roles"?',
  ],
  'an operation that is gone': [
    file(patch('id: p1, operation: logn, set: { roles: any }')),
    'POLICY_UNKNOWN_NAME portcullis.patches:3:74 There is no operation "logn" in the contract; did you mean "login"?',
  ],
  'one id twice': [file(good, good), 'PATCH_INVALID portcullis.patches:4:59 Two patches are called "p1"'],
  'a day that does not exist': [
    file(good.replace('2027-02-01', '2027-02-31')),
    'POLICY_INVALID portcullis.patches:3:43 There is no day 2027-02-31; a date such as 2027-01-31',
  ],
  'opening an operation': [
    set('public: true'),
    'PATCH_INVALID portcullis.patches:3:96 A patch must not loosen the policy with public: true; edit the policy file instead',
  ],
  'dropping limits': [
    set('rateLimits: none'),
    'PATCH_INVALID portcullis.patches:3:100 A patch must not loosen the policy with rateLimits: none; edit the policy file instead',
  ],
  'showing errors': [
    set('response: { hideErrors: false }'),
    'PATCH_INVALID portcullis.patches:3:112 A patch must not loosen the policy with hideErrors: false; edit the policy file instead',
  ],
};

describe('a patch that is refused', () => {
  for (const [name, [patches, ...lines]] of Object.entries(wrong)) {
    test(name, () =>
      assert.deepEqual(
        linesOf(() => projectFrom({ policy: '', patches })),
        lines,
      ),
    );
  }
});
