import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiKeyVerifier, keyIdOf, type KeyRecord, type KeyStore } from '../../src/identity/api-key.js';
import { secretDigest } from '../../src/vault/secret-hash.js';
import { headerReader } from '../../src/identity/credential-reader.js';
import { mintKey } from '../../src/identity/mint-key.js';
import type { Authentication } from '../../src/identity/verifier.js';

const pepper = Buffer.alloc(32, 7);
const minted = mintKey(pepper);

function recordOf(facts: Partial<KeyRecord> = {}): KeyRecord {
  return {
    id: minted.id,
    digest: minted.digest,
    subject: 'alice',
    tenant: 'acme',
    roles: ['customer'],
    scopes: ['read'],
    expiresAt: undefined,
    revoked: false,
    ...facts,
  };
}

/** A store in memory that counts how often it is asked. */
function storeOf(record: KeyRecord | undefined, withRevision = false) {
  const state = { record, asked: 0, revision: 0, fails: false };
  const store: KeyStore = {
    find(id) {
      state.asked += 1;
      if (state.fails) throw new Error('the store is gone');
      return state.record?.id === id ? state.record : undefined;
    },
    ...(withRevision && { revision: () => state.revision }),
  };
  return { state, store };
}

function bench(store: KeyStore) {
  const state = { now: 1_000_000 };
  const verifier = apiKeyVerifier({
    scheme: 'key',
    reader: headerReader('X-Key'),
    store,
    pepper,
    clock: { now: () => state.now },
  });
  const check = (key?: string) =>
    verifier.verify({ headers: key === undefined ? {} : { 'x-key': key }, query: '' }) as Authentication;
  return { check, state };
}

const codeOf = (result: Authentication) => (result.state === 'refused' ? result.code : result.state);

test('a minted key is found by its id and becomes a principal', () => {
  assert.match(minted.key, /^pk_[a-z2-9]{12}\.[A-Za-z0-9_-]{43}$/);
  const { check } = bench(storeOf(recordOf()).store);
  const result = check(minted.key);
  assert.equal(result.state, 'verified');
  const { principal } = result as Extract<Authentication, { state: 'verified' }>;
  assert.deepEqual(
    [principal.id, principal.subject, principal.tenant, principal.roles],
    [`key:${minted.id}`, 'alice', 'acme', ['customer']],
  );
  assert.ok(!JSON.stringify(principal).includes(minted.key.split('.')[1]!));
});

test('keys that are wrong in one way are refused', () => {
  const wrongSecret = `${minted.key.slice(0, -1)}${minted.key.endsWith('A') ? 'B' : 'A'}`;
  const rows: [string, string | undefined, Partial<KeyRecord>, string][] = [
    ['no key', undefined, {}, 'absent'],
    ['an empty key', '', {}, 'CREDENTIAL_INVALID'],
    ['another secret', wrongSecret, {}, 'CREDENTIAL_INVALID'],
    ['another prefix', `sk${minted.key.slice(2)}`, {}, 'CREDENTIAL_INVALID'],
    ['an unknown id', mintKey(pepper).key, {}, 'CREDENTIAL_INVALID'],
    ['a revoked key', minted.key, { revoked: true }, 'CREDENTIAL_INVALID'],
    ['an expired key', minted.key, { expiresAt: 1_000 }, 'CREDENTIAL_EXPIRED'],
    ['a wrong secret of an expired key', wrongSecret, { expiresAt: 1_000 }, 'CREDENTIAL_INVALID'],
    ['a damaged record', minted.key, { digest: Buffer.alloc(0) }, 'CREDENTIAL_INVALID'],
    ['a key of 1 kB', `pk_${'a'.repeat(1_024)}`, {}, 'CREDENTIAL_INVALID'],
    ['a key with a space', `${minted.key} x`, {}, 'CREDENTIAL_INVALID'],
    ['an empty key against an empty digest', '', { digest: secretDigest('', pepper) }, 'CREDENTIAL_INVALID'],
  ];
  for (const [what, key, facts, code] of rows)
    assert.equal(codeOf(bench(storeOf(recordOf(facts)).store).check(key)), code, what);
});

test('the event learns which key was refused when it was one of ours, and nothing of others', () => {
  const detailOf = (facts: Partial<KeyRecord>, key = minted.key) => {
    const result = bench(storeOf(recordOf(facts)).store).check(key);
    return (result as { readonly credentialId?: string }).credentialId;
  };
  assert.deepEqual([detailOf({ revoked: true }), detailOf({ expiresAt: 1_000 })], [minted.id, minted.id]);
  const wrongSecret = `${minted.key.slice(0, -1)}${minted.key.endsWith('A') ? 'B' : 'A'}`;
  assert.equal(detailOf({ revoked: true }, wrongSecret), undefined);
});

test('an unknown id whose digest is the placeholder of unknown keys is still refused', () => {
  const { check } = bench({ find: () => undefined });
  assert.equal(codeOf(check(minted.key)), 'CREDENTIAL_INVALID');
});

test('a good answer is remembered for 60 s and a bad one for 10 s', () => {
  const { store, state: counted } = storeOf(recordOf());
  const { check, state } = bench(store);
  for (let i = 0; i < 5; i++) check(minted.key);
  assert.equal(counted.asked, 1);
  state.now += 61_000;
  check(minted.key);
  assert.equal(counted.asked, 2);
  const unknown = mintKey(pepper).key;
  for (let i = 0; i < 5; i++) check(unknown);
  assert.equal(counted.asked, 3);
  state.now += 11_000;
  check(unknown);
  assert.equal(counted.asked, 4);
});

test('a key that expires while it is remembered is refused on time', () => {
  const { check, state } = bench(storeOf(recordOf({ expiresAt: 1_010 })).store);
  assert.equal(codeOf(check(minted.key)), 'verified');
  state.now += 10_000;
  assert.equal(codeOf(check(minted.key)), 'CREDENTIAL_EXPIRED');
});

test('a revocation works at once when the store counts its changes', () => {
  const { store, state: held } = storeOf(recordOf(), true);
  const { check } = bench(store);
  assert.equal(codeOf(check(minted.key)), 'verified');
  Object.assign(held, { record: recordOf({ revoked: true }), revision: 1 });
  assert.equal(codeOf(check(minted.key)), 'CREDENTIAL_INVALID');
});

test('a flood of guesses does not push a good key out of memory', () => {
  const { store, state: counted } = storeOf(recordOf());
  const { check } = bench(store);
  check(minted.key);
  for (let i = 0; i < 10_100; i++) check(`pk_aaaaaaaaaaaa.${String(i).padStart(43, '0')}`);
  const before = counted.asked;
  assert.equal(codeOf(check(minted.key)), 'verified');
  assert.equal(counted.asked, before);
});

test('when the store fails nobody is let in, and the answer is "not now"', async () => {
  const { store, state } = storeOf(recordOf());
  state.fails = true;
  assert.equal(codeOf(bench(store).check(minted.key)), 'CREDENTIAL_UNVERIFIABLE');
  const { check } = bench({ find: () => Promise.reject(new Error('gone')) });
  assert.equal(codeOf(await check(minted.key)), 'CREDENTIAL_UNVERIFIABLE');
});

test('a key issued elsewhere is found by its digest', () => {
  const key = 'k-crew-1';
  const record = recordOf({ id: keyIdOf(key, pepper), digest: secretDigest(key, pepper) });
  const { check } = bench(storeOf(record).store);
  assert.equal(codeOf(check(key)), 'verified');
  assert.equal(codeOf(check('k-crew-2')), 'CREDENTIAL_INVALID');
});

test('a prefix that would break the format is refused', () => {
  for (const prefix of ['', 'PK', 'p.k', 'a'.repeat(17)])
    assert.throws(() => mintKey(pepper, prefix), { code: 'USAGE' });
});

test('while the store does not answer a known key goes on for 5 minutes, and no other does', () => {
  const { state, store } = storeOf(recordOf(), true);
  const { check, state: clock } = bench(store);
  assert.equal(check(minted.key).state, 'verified');
  state.fails = true;
  clock.now += 299_000;
  assert.equal(check(minted.key).state, 'verified');
  assert.equal(codeOf(check(`${minted.key}x`)), 'CREDENTIAL_UNVERIFIABLE');
  clock.now += 1_000;
  assert.equal(codeOf(check(minted.key)), 'CREDENTIAL_UNVERIFIABLE');
  state.fails = false;
  assert.equal(check(minted.key).state, 'verified');
});

test('a key that ends during an outage ends on time, and one that was revoked before is forgotten', () => {
  const { state, store } = storeOf(recordOf({ expiresAt: 1_100 }), true);
  const { check, state: clock } = bench(store);
  assert.equal(check(minted.key).state, 'verified');
  state.fails = true;
  clock.now = 1_100_000;
  assert.equal(codeOf(check(minted.key)), 'CREDENTIAL_EXPIRED');
  state.revision += 1;
  assert.equal(codeOf(check(minted.key)), 'CREDENTIAL_UNVERIFIABLE');
});
