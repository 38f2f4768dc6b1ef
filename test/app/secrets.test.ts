import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { secretResolver } from '../../src/app/secrets.js';
import { orchardProject } from '../cli/bench.js';
import { appIn } from './orchard-app.js';

const project = orchardProject();
after(() => project.close());

describe('a secret of the policy', () => {
  const secretOf = secretResolver(appIn(project, { env: { TOKEN: 't0ken', EMPTY: '' } }));

  it('comes from the environment', () => assert.equal(secretOf('env', 'TOKEN'), 't0ken'));

  it('comes from a file beside the policy, wherever the command runs, without its line end', () => {
    project.write('deep/er/x', '');
    const below = secretResolver(appIn(project, { cwd: project.file('deep/er') }));
    for (const read of [secretOf, below]) assert.equal(read('file', 'actors/bob.password'), 'bob-password-1');
  });

  it('that is not there is an error that names the reference, never a value', () => {
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
});
