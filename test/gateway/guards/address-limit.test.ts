import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SchemeVerifier } from '../../../src/identity/verifier.js';
import { call, openContract, startGateway, startUpstream } from '../harness.js';

type Context = Parameters<typeof startUpstream>[0];

const policy = 'defaults: { mode: enforce, rateLimits: [{ limit: 3, windowSeconds: 60, per: address }] }\n';

async function knock(t: Context, trustedProxies: readonly string[], claims: readonly string[]) {
  const upstream = await startUpstream(t);
  const listen = { trustedProxies };
  const { port } = await startGateway(t, { upstream, contract: openContract, policy, listen });
  const statuses: number[] = [];
  for (const claim of claims) statuses.push((await call(port, '/x', { headers: { 'x-forwarded-for': claim } })).status);
  return statuses;
}

test('an address that the client claims is believed from a trusted proxy only', async (t) => {
  const claims = ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'];
  assert.deepEqual(await knock(t, [], claims), [200, 200, 200, 429]);
  assert.deepEqual(await knock(t, ['127.0.0.0/8'], claims), [200, 200, 200, 200]);
});

test('ports, mapped forms, neighbours in one /64 and garbage are no new clients', async (t) => {
  const one = [
    ['9.9.9.9', '9.9.9.9:1', '::ffff:9.9.9.9', '6.6.6.6, 9.9.9.9'],
    ['2001:db8::1', '[2001:db8::2]:443', '2001:db8::ffff', '2001:db8::3'],
    ['x', 'y', '', 'unknown'],
  ];
  for (const claims of one) assert.deepEqual(await knock(t, ['127.0.0.1/32'], claims), [200, 200, 200, 429], claims[0]);
});

test('a flood is stopped before a credential is looked at', async (t) => {
  let verified = 0;
  const verifier: SchemeVerifier = {
    scheme: 'k',
    challenges: ['Bearer'],
    headers: ['authorization'],
    verify: () => {
      verified++;
      return { state: 'refused', code: 'CREDENTIAL_INVALID', reason: 'x' };
    },
    close: () => undefined,
  };
  const upstream = await startUpstream(t);
  const contract =
    openContract.replace('security: []', 'security: [{ k: [] }]') +
    'components: { securitySchemes: { k: { type: http, scheme: bearer } } }\n';
  const options = { identity: { verifierOf: () => verifier } };
  const { port } = await startGateway(t, { upstream, contract, policy, options });
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++)
    statuses.push((await call(port, '/x', { headers: { authorization: `Bearer ${i}` } })).status);
  assert.deepEqual(statuses, [401, 401, 401, 429, 429, 429]);
  assert.equal(verified, 3);
});
