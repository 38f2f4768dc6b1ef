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

const make = () => project.json<{ key: string; id: string }>('keys', 'create', '--name', 'job', '--roles', 'customer');
/** 401 is the gateway's own answer; with a key it lets the call through, and the shop, which knows no keys, answers. */
const denied = async (key: string) => {
  const response = await fetch(`${gateway.url}/orders`, { headers: { authorization: `Bearer ${key}` } });
  return (await response.text()).includes('urn:portcullis:denial:credential-invalid');
};

describe('portcullis keys revoke', () => {
  it('ends a key at the running gateway before the command has ended', async () => {
    const { key, id } = await make();
    assert.equal(await denied(key), false);
    const { code, stdout } = await project.run('keys', 'revoke', id);
    assert.equal(code, 0);
    assert.equal(stdout, `${id} (job) is revoked\n`);
    assert.equal(await denied(key), true);
  });

  it('ends it even while the policy on disk is broken, and says that it is', async () => {
    const { key, id } = await make();
    assert.equal(await denied(key), false);
    project.edit('portcullis.yaml', 'version: 1', 'version: 7');
    const { code, stderr } = await project.run('keys', 'revoke', id);
    project.edit('portcullis.yaml', 'version: 7', 'version: 1');
    assert.equal(code, 0);
    assert.match(stderr, /^warning: The running gateway refused the policy/);
    assert.equal(await denied(key), true);
  });

  it('keeps the first time of revocation, and tells it as JSON', async () => {
    const { id } = await make();
    const first = await project.json<{ revokedAt: number }>('keys', 'revoke', id);
    assert.deepEqual(await project.json('keys', 'revoke', id), first);
  });

  it('refuses a key that is not there', async () => {
    assertRefused(await project.run('keys', 'revoke', 'nosuchkey123'), 'There is no key nosuchkey123', 'keys list');
  });
});
