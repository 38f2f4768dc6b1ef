import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PersonNameKeeper, erasedName, personNames, tokenOfErased } from '../../src/app/person-names.js';
import { principalTokens, withTokens } from '../../src/app/person-tokens.js';
import { openSealedStore, type SealedStore } from '../../src/app/sealed-store.js';
import { personKey, personToken, principalToken } from '../../src/core/person-token.js';
import { compileQuery, testOf } from '../../src/telemetry/query-match.js';
import { parseQuery } from '../../src/telemetry/query.js';
import { anEvent } from '../store/store-suite.js';

let store: SealedStore;
let key: Buffer;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-names-'));
before(async () => {
  store = await openSealedStore(folder, { env: {} });
  const peppers = await store.opener.peppers();
  key = personKey(peppers.get(peppers.current)!);
});
after(async () => {
  await store.close();
  fs.rmSync(folder, { recursive: true });
});

const keeperOf = (from: SealedStore) => new PersonNameKeeper({ store: async () => from, say: assert.fail });
const tokenOf = (name: string) => personToken(key, name);

async function keep(...names: string[]): Promise<void> {
  const keeper = keeperOf(store);
  keeper.keep(names.map((name) => [tokenOf(name), name]));
  await keeper.settled();
}

/** Everything in the folder of the store, as it is on the disk. */
function bytesOnDisk(): string {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'latin1')).join('\n');
}

describe('names of persons', () => {
  it('stand in place of their tokens, at any depth of a value, and what is no token stays', async () => {
    await keep('ada', 'bob@example.com');
    const event = {
      principalId: `jwt:3f2a91c0:${tokenOf('ada')}`,
      credentialId: 'kid-7',
      detail: { also: [tokenOf('bob@example.com'), 7, null], text: `${tokenOf('ada')}, p_${'x'.repeat(16)}` },
    };
    assert.deepEqual(await personNames(store).show([event]), [
      {
        principalId: 'jwt:3f2a91c0:ada',
        credentialId: 'kid-7',
        detail: { also: ['bob@example.com', 7, null], text: `ada, p_${'x'.repeat(16)}` },
      },
    ]);
  });

  it('are in no file in the clear', async () => {
    await keep('grace.hopper@example.com');
    assert.equal(bytesOnDisk().includes('grace.hopper'), false);
    assert.ok(bytesOnDisk().includes(tokenOf('grace.hopper@example.com')));
  });

  it('are gone once the person is erased, at once in every process, and do not come back with the next call', async () => {
    await keep('mallory', 'carol');
    const other = await openSealedStore(folder, { env: {}, readOnly: true });
    const names = personNames(other);
    const principals = [`jwt:a:${tokenOf('mallory')}`, `jwt:a:${tokenOf('carol')}`];
    assert.deepEqual(await names.show(principals), ['jwt:a:mallory', 'jwt:a:carol']);
    assert.equal(await store.opener.erase('mallory'), 1);
    const erased = [`jwt:a:${erasedName(tokenOf('mallory'))}`, 'jwt:a:carol'];
    assert.deepEqual(await names.show(principals), erased);
    await keep('mallory');
    assert.deepEqual(await names.show(principals), erased);
    assert.equal(tokenOfErased(erased[0]!), principals[0]);
    await other.close();
  });

  it('survive new data keys: they are sealed anew, and the old keys are destroyed', async () => {
    await keep('dora');
    const { finishRotation, retireDataKeys } = await import('../../src/vault/rotation.js');
    const parts = { vault: store.opener, store: store.vault, reseal: store.reseal, graceMillis: 0 };
    const [before] = await store.vault.names.find([tokenOf('dora')]);
    await retireDataKeys(parts);
    await finishRotation(parts);
    const [after] = await store.vault.names.find([tokenOf('dora')]);
    assert.notEqual(after!.sealed, before!.sealed);
    assert.deepEqual(await personNames(store).show([tokenOf('dora')]), ['dora']);
  });

  it('wait while the store takes nothing, are told of once, and are kept then', async () => {
    const said: string[] = [];
    let fails = true;
    const failing = async (): Promise<SealedStore> => {
      if (!fails) return store;
      fails = false;
      throw new Error('the disk is full');
    };
    const keeper = new PersonNameKeeper({ store: failing, say: (text) => void said.push(text) });
    keeper.keep([[tokenOf('erin'), 'erin']]);
    await keeper.settled();
    assert.deepEqual(said, ['names of callers wait in memory: the disk is full']);
    assert.deepEqual(await personNames(store).show([tokenOf('erin')]), ['erin']);
  });
});

describe('a search by the name of a person', () => {
  const principal = 'jwt:3f2a91c0:frank';
  before(async () => {
    await store.events.insert([anEvent({ principalId: principalToken(key, principal) }), anEvent()]);
  });
  const found = async (text: string): Promise<number> => {
    const { filter, matches = () => true } = compileQuery(await withTokens(parseQuery(text, Date.now()), store));
    return (await store.events.search(filter)).filter(matches).length;
  };

  it('finds events with the token, by the whole id, the end of it, and as it is shown once erased', async () => {
    assert.equal(await found(`principal:${principal}`), 1);
    assert.equal(await found('principal:*:frank'), 1);
    assert.equal(await found('principal:*frank kind:denial'), 1);
    assert.equal(await found(`principal:jwt:3f2a91c0:${erasedName(tokenOf('frank'))}`), 1);
    assert.equal(await found('principal:*:fran'), 0);
    assert.equal(await found('-principal:*:frank kind:denial'), 1);
  });

  it('finds in events that are yet to come whatever may stand for the name', async () => {
    const query = parseQuery('principal:jwt:3f2a91c0:nobody-yet', Date.now());
    const test = testOf(await withTokens(query, { opener: store.opener }));
    const tokens = await principalTokens(store);
    for (const principalId of tokens('jwt:3f2a91c0:nobody-yet')) assert.equal(test(anEvent({ principalId })), true);
    assert.equal(test(anEvent({ principalId: 'jwt:3f2a91c0:other' })), false);
    assert.equal(tokens('jwt:3f2a91c0:nobody-yet').length, 2);
    assert.deepEqual(tokens('key:k1'), ['key:k1']);
  });
});
