import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../src/store/open-store.js';
import { startOrchard, type Gateway, type Orchard } from '../cli/bench.js';
import { withKeys } from '../cli/with-keys.js';
import { assertLogsWhole } from '../store/verify-logs.js';

interface Created {
  readonly id: string;
  readonly key: string;
}

let orchard: Orchard;
let project: ReturnType<typeof withKeys>;
let gateway: Gateway;
before(async () => {
  orchard = await startOrchard();
  project = withKeys(orchard.url);
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const create = (name: string): Promise<Created> =>
  project.json('keys', 'create', '--name', name, '--subject', name, '--roles', 'customer');

/** The code with which the gateway refuses, or `passed`. */
async function verdict({ key }: Created): Promise<string> {
  const answer = await fetch(`${gateway.url}/orders/1001`, { headers: { authorization: `Bearer ${key}` } });
  const code = /"code":"(CREDENTIAL_\w+|GUARD_FAILED|LOG_UNAVAILABLE)"/.exec(await answer.text())?.[1];
  return code ?? 'passed';
}

describe('while calls come in', () => {
  it('data keys and the key of the vault are rotated, and a person is erased: nobody else is refused, the log verifies', async () => {
    const [alice, bob] = [await create('alice'), await create('bob')];
    gateway = await project.start('--workers', '2');
    const seen = { alice: [] as string[], bob: [] as string[] };
    let isOver = false;
    const calls = (async () => {
      for (; !isOver; await sleep(10)) {
        seen.bob.push(await verdict(bob));
        seen.alice.push(await verdict(alice));
      }
    })();
    for (const command of [
      ['store', 'rotate-keys', '--data-keys'],
      ['store', 'rotate-keys'],
    ]) {
      const { code, stdout, stderr } = await project.run(...command);
      assert.equal(code, 0, stdout + stderr);
    }
    assert.deepEqual([...new Set(seen.alice)], ['passed'], 'until she is erased');
    const erased = await project.run('store', 'erase', 'alice');
    assert.equal(erased.code, 0, erased.stderr);
    const since = seen.alice.length + 1;
    await sleep(1500);
    isOver = true;
    await calls;
    assert.equal(seen.alice.at(-1), 'CREDENTIAL_INVALID', seen.alice.slice(since).join());
    assert.deepEqual([...new Set(seen.bob)], ['passed']);
    assert.ok(seen.bob.length > 20);
    const { code, stdout } = await project.run('events', 'verify');
    assert.equal(code, 0, stdout);
    await gateway.stop();
    const store = openStore(project.file('.portcullis'), { readOnly: true });
    await assertLogsWhole(store.events);
    assert.ok((await store.events.count({ kind: 'access' })) >= seen.bob.length);
    await store.close();
  });
});
