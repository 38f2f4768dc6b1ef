import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { after, describe, it } from 'node:test';
import { openStore } from '../../../src/store/open-store.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis learn review', () => {
  it('has nothing to ask at first', async () => {
    const { stdout, code } = await project.run('learn', 'review');
    assert.deepEqual([stdout, code], ['no question is due\n', 0]);
  });

  it('asks what is due, says why, and when it comes back', async () => {
    const store = openStore(project.file('.portcullis'));
    const mine = { person: userInfo().username, lesson: '01-objects-belong-to-someone' };
    const now = Date.now();
    await store.learning.addRecord({ ...mine, version: 1, resultHash: 'x', completedAt: 1, expiresAt: now + 1e9 });
    for (const n of [1, 2]) await store.learning.saveQuestion({ ...mine, n, step: 1, dueAt: now - n, answeredAt: 1 });
    await store.close();
    const listed = await project.run('learn', 'review');
    assert.match(listed.stdout, /Lesson 1, Objects belong to someone/);
    assert.match(listed.stdout, /^ {2}a\) /m);
    const answered = await project.run('learn', 'review', '--answers', 'a,c');
    assert.equal(answered.code, 1, 'one was wrong');
    assert.match(answered.stdout, /right: .*\n(?:.*\n)*it comes back on \d{4}-\d\d-\d\d/);
    assert.match(answered.stdout, /no, it is b: /);
    assert.deepEqual(await project.json('learn', 'review'), []);
  });

  it('refuses a letter that is no answer', async () => {
    const store = openStore(project.file('.portcullis'));
    const mine = { person: userInfo().username, lesson: '01-objects-belong-to-someone' };
    await store.learning.saveQuestion({ ...mine, n: 3, step: 0, dueAt: 1, answeredAt: 1 });
    await store.close();
    const { code, stderr } = await project.run('learn', 'review', '--answers', 'z');
    assert.equal(code, 2);
    assert.match(stderr, /has no answer "z"/);
    assertRefused(await project.run('learn', 'review', '--format', 'json', '--answers', 'z'), 'a, b, c');
  });
});
