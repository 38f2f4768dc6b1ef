import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import { actorKey, addressKey, networkOf } from '../../../src/telemetry/detection/actor.js';

const event = { id: '', time: 0, kind: 'access', outcome: 'allowed', severity: 'info' } as const;
const all: SecurityEvent = {
  ...event,
  principalId: 'p',
  credentialId: 'c',
  session: 's',
  client: '198.51.100.7',
  agent: 'a',
};
const { principalId: _p, ...noPrincipal } = all;
const { credentialId: _c, ...noCredential } = noPrincipal;
const { session: _s, ...noSession } = noCredential;

test('the first of principal, credential, session, address with agent decides', () => {
  assert.deepEqual([all, noPrincipal, noCredential, noSession, event].map(actorKey), [
    'principal:p',
    'credential:c',
    'session:s',
    'address:198.51.100.7 agent:a',
    'nobody',
  ]);
});

test('an IPv6 client is its /64, in one spelling', () => {
  for (const address of ['2001:db8:1:2:3:4:5:6', '2001:0db8:0001:0002::1', '2001:DB8:1:2::'])
    assert.equal(addressKey(address), '2001:db8:1:2::/64');
  assert.equal(addressKey('::1'), '0:0:0:0::/64');
  assert.equal(networkOf('2001:db8:1:2::9'), '2001:db8:1::/48');
  assert.equal(networkOf('198.51.100.7'), '198.51.100.0/24');
});
