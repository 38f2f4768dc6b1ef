import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis vault list', () => {
  it('says that there is no store, and makes none', async () => {
    assertRefused(await project.run('vault', 'list'), 'NOT_FOUND');
  });

  it('shows names and ages, never values', async () => {
    project.write('secret', 'canary-value');
    await project.run('vault', 'set', 'payments', '--file', 'secret');
    const { code, stdout } = await project.run('vault');
    assert.equal(code, 0);
    const today = new Date().toISOString().slice(0, 10);
    assert.equal(stdout, `name      created     changed     age\npayments  ${today}  ${today}  0 days\n`);
    const [secret, ...more] = await project.json<Record<string, unknown>[]>('vault', 'list');
    assert.deepEqual(Object.keys(secret!), ['name', 'created', 'changed', 'daysOld']);
    assert.deepEqual(more, []);
  });

  it('says that there are none', async () => {
    await project.run('vault', 'remove', 'payments');
    assert.equal((await project.run('vault', 'list')).stdout, 'no secrets\n');
  });
});
