import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressTest } from '../../src/egress/addresses.js';

const internet = addressTest([]);
const table: Record<string, boolean> = {
  '93.184.215.14': true,
  '2606:2800:21f:cb07:6820:80da:af6b:8b2c': true,
  '127.0.0.1': false,
  '::1': false,
  '10.0.0.1': false,
  '172.16.0.1': false,
  '192.168.1.1': false,
  '100.64.0.1': false,
  '169.254.169.254': false,
  'fe80::1': false,
  'fd00:ec2::254': false,
  'fc00::1': false,
  '0.0.0.0': false,
  '::': false,
  '224.0.0.1': false,
  '255.255.255.255': false,
  '::ffff:127.0.0.1': false,
  '::ffff:93.184.215.14': true,
  '64:ff9b::7f00:1': false,
  '2002:7f00:1::': false,
  '2001::1': false,
  '198.18.0.1': false,
  'not an address': false,
  '': false,
};
for (const [address, allowed] of Object.entries(table)) {
  test(`${address || 'nothing'} is ${allowed ? 'called' : 'not called'}`, () =>
    assert.equal(internet(address), allowed));
}

test('a range of the policy opens itself, and never metadata or link-local addresses', () => {
  const inner = addressTest(['10.1.0.0/16', '169.254.0.0/16', 'fd00::/8', '100.64.0.0/10']);
  assert.ok(inner('10.1.2.3'));
  assert.ok(!inner('10.2.0.1'));
  assert.ok(inner('::ffff:10.1.2.3'));
  assert.ok(inner('fd00::1'));
  for (const metadata of ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200']) assert.ok(!inner(metadata), metadata);
});
