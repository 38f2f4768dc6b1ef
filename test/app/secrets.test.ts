import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { secretResolver } from '../../src/app/secrets.js';
import { setSecret } from '../../src/app/vault.js';
import { orchardProject } from '../cli/bench.js';
import { appIn } from './orchard-app.js';

const project = orchardProject();
after(() => project.close());

describe('a secret of the policy', () => {
  const resolver = secretResolver(appIn(project, { env: { TOKEN: 't0ken', EMPTY: '' } }));

  it('comes from the environment', async () => assert.equal((await resolver)('env', 'TOKEN'), 't0ken'));

  it('comes from a file beside the policy, wherever the command runs, without its line end', async () => {
    project.write('deep/er/x', '');
    const below = await secretResolver(appIn(project, { cwd: project.file('deep/er') }));
    for (const read of [await resolver, below]) assert.equal(read('file', 'actors/bob.password'), 'bob-password-1');
  });

  it('that is not there is an error that names the reference, never a value', async () => {
    const secretOf = await resolver;
    for (const [kind, name] of [
      ['env', 'MISSING'],
      ['env', 'EMPTY'],
      ['file', 'actors/nobody'],
      ['vault', 'x'],
      ['env', 'constructor'],
    ] as const)
      assert.throws(
        () => secretOf(kind, name),
        (error: Error & { code?: string }) => error.code === 'POLICY_SECRET_MISSING' && error.message.includes(name),
      );
  });

  it('comes from the vault of the data folder', async () => {
    const app = appIn(project);
    await setSecret(app, 'payments', 'pay-123');
    await app.close();
    const again = appIn(project);
    assert.equal((await secretResolver(again))('vault', 'payments'), 'pay-123');
    await again.close();
  });
});
