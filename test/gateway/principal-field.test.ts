import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idText, principalField } from '../../src/gateway/principal-field.js';
import { principalOf } from './guard-fixture.js';

test('subject, tenant and claims can be compared with', () => {
  const principal = principalOf({ subject: 's', tenant: 't', claims: { org: { id: 7 }, 'a.b': 'c' } });
  const read = (text: string) => principalField(text)(principal);
  assert.deepEqual(
    [
      'principal.subject',
      'principal.tenant',
      'principal.claims./org/id',
      'principal.claims/org/id',
      'principal.claims.a.b',
    ].map(read),
    ['s', 't', '7', '7', 'c'],
  );
});

test('absent values and values that are no id are undefined', () => {
  const principal = principalOf({
    subject: undefined,
    claims: { o: {}, n: null, b: true, e: '', l: ['x'], big: 2 ** 60 },
  });
  assert.equal(principalField('principal.subject')(principal), undefined);
  for (const name of ['o', 'n', 'b', 'e', 'l', 'big', 'missing'])
    assert.equal(principalField(`principal.claims./${name}`)(principal), undefined, name);
  assert.equal(idText(0), '0');
});

test('any other field is a mistake', () => {
  for (const text of ['subject', 'principal.id', 'principal.claims', 'principal.claims.', ''])
    assert.throws(() => principalField(text), { code: 'POLICY_UNKNOWN_NAME' }, text);
});
