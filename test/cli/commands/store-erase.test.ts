import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRefused, startOrchard, type Gateway, type Orchard } from '../bench.js';
import { withKeys } from '../with-keys.js';

let orchard: Orchard;
let project: ReturnType<typeof withKeys>;
let gateway: Gateway;
before(async () => {
  orchard = await startOrchard();
  project = withKeys(orchard.url);
  gateway = await project.start();
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const make = async (subject: string) => {
  const flags = ['--name', 'job', '--roles', 'customer', '--subject', subject];
  return (await project.json<{ key: string }>('keys', 'create', ...flags)).key;
};
const denied = async (key: string) => {
  const response = await fetch(`${gateway.url}/orders`, { headers: { authorization: `Bearer ${key}` } });
  return (await response.text()).includes('urn:portcullis:denial:credential-invalid');
};

describe('portcullis store erase', () => {
  it('ends what a person has at the running gateway, and nobody else', async () => {
    const [ada, bob] = [await make('ada'), await make('bob')];
    assert.deepEqual([await denied(ada), await denied(bob)], [false, false]);
    const { code, stdout } = await project.run('store', 'erase', 'ada');
    assert.equal(code, 0);
    assert.match(stdout, /^1 data keys destroyed, 1 API keys revoked; backups made before still hold them, wrapped\n$/);
    assert.deepEqual([await denied(ada), await denied(bob)], [true, false]);
    const keys = await project.json<{ subject?: string }[]>('keys', 'list');
    assert.deepEqual(keys.map(({ subject }) => subject).sort(), ['bob', undefined]);
  });

  it('leaves logs that verify', async () => {
    const { code, stdout, stderr } = await project.run('events', 'verify');
    assert.equal(code, 0, stdout + stderr);
  });

  it('says when nothing of a person is here', async () => {
    assertRefused(await project.run('store', 'erase', 'nobody'), 'NOT_FOUND', 'the same letters');
  });
});
