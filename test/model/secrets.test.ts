import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { isSecretName, resolveSecret, resolveSecrets, type SecretSources } from '../../src/model/secrets.js';
import { linesOf } from './policy-cases.js';

const files = new Map([
  [path.resolve('/policies', 'db.key'), 'from-file\n'],
  [path.resolve('/policies', 'empty'), '\n'],
]);
const sources: SecretSources = {
  env: { ALICE: 'wonder', EMPTY: '' },
  baseDir: '/policies',
  read: (file) => files.get(file) ?? assert.fail(`no ${file}`),
};

describe('a reference is replaced by its secret', () => {
  test('from the vault', () => {
    const vault = (name: string) => `sealed ${name}`;
    assert.equal(resolveSecret('Bearer ${vault:pay}', { ...sources, vault }), 'Bearer sealed pay');
  });
  test('from the environment', () => assert.equal(resolveSecret('Bearer ${env:ALICE}', sources), 'Bearer wonder'));
  test('from a file beside the policy, without its last line end', () => {
    assert.equal(resolveSecret('${file:db.key}', sources), 'from-file');
  });
  test('anywhere inside a value', () => {
    const body = { user: 'a', deep: [{ password: '${env:ALICE}' }], count: 3, none: null };
    const resolved = { user: 'a', deep: [{ password: 'wonder' }], count: 3, none: null };
    assert.deepEqual(resolveSecrets(body, sources), resolved);
  });
  test('and a secret that looks like a reference is not replaced again', () => {
    assert.equal(resolveSecret('${env:A}', { ...sources, env: { A: '${env:ALICE}' } }), '${env:ALICE}');
  });
});

const missing: Readonly<Record<string, string>> = {
  '${env:NOBODY}': 'The environment variable NOBODY is not set; set NOBODY before you start',
  '${env:EMPTY}': 'The environment variable EMPTY is not set; set EMPTY before you start',
  '${env:constructor}': 'The environment variable constructor is not set; set constructor before you start',
  '${env:}': '${env:} names nothing; write ${env:NAME}, ${file:PATH} or ${vault:NAME}',
  '${file:none}': `The secret file ${path.resolve('/policies', 'none')} cannot be read`,
  '${file:empty}': 'The secret file empty is empty; write the secret into it',
  '${vault:x}': 'There is no vault here for ${vault:x}; write ${env:NAME} or ${file:PATH}',
  '${aws:x}': '${aws:...} is no kind of reference; write ${env:NAME}, ${file:PATH} or ${vault:NAME}',
};

describe('a reference that points at nothing is refused', () => {
  for (const [text, message] of Object.entries(missing)) {
    test(text, () => {
      const [line] = linesOf(() => resolveSecret(`Bearer ${text}`, sources));
      assert.equal(line?.replace(/^(\S+) \S+ /, '$1 '), `POLICY_SECRET_MISSING ${message}`);
    });
  }
});

describe('names of secrets', () => {
  for (const name of [
    'password',
    'newPassword',
    'PASSWD',
    'client_secret',
    'refreshToken',
    'otp',
    'pin',
    'cardPin',
    'card_pin',
    'Authorization',
    'Cookie',
    'X-Api-Key',
  ]) {
    test(`${name} is one`, () => assert.equal(isSecretName(name), true));
  }
  for (const name of ['email', 'user', 'passenger', 'shipping', 'opinion', 'X-Tenant', 'spinner', 'pinned']) {
    test(`${name} is none`, () => assert.equal(isSecretName(name), false));
  }
});
