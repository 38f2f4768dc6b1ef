import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressReader } from '../../src/gateway/client-address.js';

const alone = addressReader([]);
const behind = addressReader(['127.0.0.0/8', 'fd00::/8']);

test('without a trusted proxy nobody is believed', () => {
  assert.deepEqual(alone('127.0.0.1', '9.9.9.9'), { address: '127.0.0.1', key: '127.0.0.1' });
});

const rows: readonly (readonly [peer: string, header: string | undefined, key: string])[] = [
  ['127.0.0.1', '9.9.9.9', '9.9.9.9'],
  ['127.0.0.1', '6.6.6.6, 9.9.9.9', '9.9.9.9'],
  ['127.0.0.1', '6.6.6.6, 9.9.9.9, 127.0.0.5', '9.9.9.9'],
  ['127.0.0.1', '9.9.9.9:4711', '9.9.9.9'],
  ['127.0.0.1', '::ffff:9.9.9.9', '9.9.9.9'],
  ['127.0.0.1', '[2001:db8:1:2:3::4]:443', '2001:db8:1:2::/64'],
  ['127.0.0.1', '2001:db8:1:2:ffff::9', '2001:db8:1:2::/64'],
  ['127.0.0.1', 'unknown', '127.0.0.1'],
  ['127.0.0.1', '', '127.0.0.1'],
  ['127.0.0.1', '9.9.9.9, garbage', '127.0.0.1'],
  ['127.0.0.1', undefined, '127.0.0.1'],
  ['8.8.8.8', '9.9.9.9', '8.8.8.8'],
  ['::ffff:127.0.0.1', '9.9.9.9', '9.9.9.9'],
];

for (const [peer, header, key] of rows) {
  test(`peer ${peer} with ${JSON.stringify(header)} is counted as ${key}`, () => {
    assert.equal(behind(peer, header).key, key);
  });
}

test('a peer that is gone has a key too', () => {
  assert.deepEqual(alone('', undefined), { address: '', key: '' });
});
