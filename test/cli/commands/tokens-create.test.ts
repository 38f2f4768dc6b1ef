import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis tokens create', () => {
  it('prints a token once, with its role and its end', async () => {
    const made = await project.json<{ token: string; role: string; expiresAt: number }>(
      'tokens',
      'create',
      'ci',
      '--role',
      'analyst',
      '--days',
      '2',
    );
    assert.match(made.token, /^pct_[\w-]{43}$/);
    assert.equal(made.role, 'analyst');
    assert.ok(Math.abs(made.expiresAt - Date.now() - 2 * 86_400_000) < 60_000);
    assert.ok(!(await project.run('tokens', 'list', '--format', 'json')).stdout.includes(made.token));
  });

  it('makes none that never ends', async () => {
    assertRefused(await project.run('tokens', 'create', 'ci', '--days', '0'), /--days/);
    assertRefused(await project.run('tokens', 'create', 'ci', '--days', '366'), /--days/);
  });
});
