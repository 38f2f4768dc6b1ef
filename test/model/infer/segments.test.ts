import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isId, isName, isVersion } from '../../../src/model/infer/segments.js';

describe('a part of a path', () => {
  const ids = [
    '7',
    '-1.5',
    '0b0e7a3e-1111-4222-8333-444455556666',
    '507f1f77bcf86cd799439011',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'ord-1001',
    'cus_NffrFeUfNV2Hib9',
    '2026-01-31',
    'dQw4w9WgXcQ',
    'jane@roe.example',
    'Jane Roe',
    'Zoë',
    '+44 20 7946 0958',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl',
    '..',
    'a'.repeat(41),
  ];
  const words = [
    'orders',
    'v1',
    'user-accounts',
    'oauth2',
    'sha256',
    'getUserV2',
    'well-known',
    'search.json',
    'iso8601',
  ];
  for (const id of ids) it(`${id} stands for one thing of many`, () => assert.equal(isId(id), true));
  for (const word of words) it(`${word} is a word`, () => assert.equal(isId(word), false));
  it('that is a version is told from an id', () => {
    assert.ok(isVersion('v1') && isVersion('V2.1') && isVersion('v1beta2') === false);
  });
});

describe('a name of a property or parameter', () => {
  const names = ['id', 'addressLine1', 'billing_address1', '_links', '$ref', '@type', 'filter[name]', 'x.y', 'sha256'];
  const data = [
    'jane@roe.example',
    '1001',
    '0b0e7a3e-1111-4222-8333-444455556666',
    'Jane Roe',
    '__proto__',
    'user_12345',
    '',
  ];
  for (const name of names) it(`${name} is a name`, () => assert.equal(isName(name), true));
  for (const name of data) it(`"${name}" may be somebody's data`, () => assert.equal(isName(name), false));
});
