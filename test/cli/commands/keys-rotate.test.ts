import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly subject?: string;
  readonly roles: readonly string[];
  readonly expiresAt?: number;
  readonly replacedBy?: string;
}

const listed = async (id: string) =>
  (await project.json<readonly Listed[]>('keys', 'list')).find((key) => key.id === id)!;

describe('portcullis keys rotate', () => {
  it('makes a key for the same one, and gives the old one a last day', async () => {
    const flags = ['--name', 'job', '--roles', 'support', '--subject', '101'];
    const old = await project.json<{ id: string }>('keys', 'create', ...flags);
    const { code, stdout } = await project.run('keys', 'rotate', old.id, '--overlap-hours', '72');
    assert.equal(code, 0);
    const id = /^pk_(\w+)\./.exec(stdout)![1]!;
    assert.ok(stdout.includes(`${old.id} goes on for 72 h; the new id is ${id}.`));
    const [before, made] = [await listed(old.id), await listed(id)];
    assert.deepEqual([made.name, made.subject, made.roles, made.expiresAt], ['job', '101', ['support'], undefined]);
    assert.equal(before.replacedBy, id);
    assert.ok(Math.abs(before.expiresAt! - Date.now() - 72 * 3_600_000) < 60_000);
  });

  it('tells both ids as JSON', async () => {
    const old = await project.json<{ id: string }>('keys', 'create', '--name', 'second');
    const made = await project.json<{ key: string; id: string; replaces: string }>('keys', 'rotate', old.id);
    assert.equal(made.replaces, old.id);
    assert.ok(made.key.startsWith(`pk_${made.id}.`));
  });

  it('refuses a key that is not there, was replaced or is revoked', async () => {
    assertRefused(await project.run('keys', 'rotate', 'nosuchkey123'), 'There is no key nosuchkey123');
    const old = await project.json<{ id: string }>('keys', 'create', '--name', 'third');
    await project.run('keys', 'rotate', old.id);
    assertRefused(await project.run('keys', 'rotate', old.id), /was replaced by/);
    const ended = await project.json<{ id: string }>('keys', 'create', '--name', 'fourth');
    await project.run('keys', 'revoke', ended.id);
    assertRefused(await project.run('keys', 'rotate', ended.id), /is revoked/);
    assertRefused(
      await project.run('keys', 'rotate', ended.id, '--overlap-hours', 'x'),
      '--overlap-hours does not take "x"',
    );
  });
});
