import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  answerLesson,
  answerQuestion,
  assignLesson,
  dueQuestions,
  findLesson,
  lessonPage,
  lessonsFor,
  noteProgress,
  recordsOf,
  unassignLesson,
} from '../../src/app/learn.js';
import { LessonReminder } from '../../src/app/learn-reminders.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 25, 12);
const lesson = findLesson('1');
const right = lesson.questions.map(({ answer }) => answer);

describe('what somebody learned', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-learn-'));
  const clock = { now: noon };
  let store: Store;
  const app = { store: async () => store, now: () => new Date(clock.now) };
  const rowOf = async (person: string) => (await lessonsFor(app, person))[0]!;
  const user = (name: string, role: 'analyst' | 'viewer', disabled = false) =>
    store.console.addUser({ name, role, via: 'password', mustChangePassword: false, disabled, createdAt: noon });

  before(async () => {
    store = openStore(path.join(folder, 'data'), { now: () => clock.now });
    await user('ann', 'analyst');
    await user('vic', 'viewer');
    await user('gone', 'analyst', true);
  });
  after(async () => {
    await store.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('is new at first; the page has text, hints and questions, not their answers', async () => {
    assert.equal((await rowOf('ann')).state, 'new');
    const page = await lessonPage(app, '1', { person: 'ann' });
    assert.match(page.markdown, /^Most APIs check/);
    assert.equal(page.command, 'portcullis learn start 1');
    assert.deepEqual(Object.keys(page.questions[0]!), ['n', 'ask', 'choices']);
    const own = await lessonPage(app, '1', { person: 'ann', operation: 'getInvoice' });
    assert.match(own.markdown, /^This is about your own `getInvoice`/);
  });

  it('is assigned to a role: whoever has it must, others need not', async () => {
    await assert.rejects(assignLesson(app, { lesson: '1', dueAt: noon }), { code: 'USAGE' });
    await assert.rejects(assignLesson(app, { lesson: '1', role: 'viewer', person: 'ann', dueAt: noon }), {
      code: 'USAGE',
    });
    await assignLesson(app, { lesson: '1', role: 'analyst', dueAt: noon + 3 * day });
    assert.equal((await rowOf('ann')).dueAt, noon + 3 * day);
    assert.equal((await rowOf('vic')).dueAt, undefined);
  });

  it('is told of once a week until it is done, only to those who must and can', async () => {
    const told: unknown[] = [];
    const record = async (event: { detail?: unknown }) => void told.push(event.detail);
    const reminder = new LessonReminder({ store, record, say: assert.fail, now: () => clock.now });
    await reminder.remind();
    await reminder.remind();
    const about = { about: 'ann', rule: lesson.id, due: '2026-11-28', isOverdue: false };
    const summary = 'ann has to complete lesson 1, Objects belong to someone, by 2026-11-28';
    assert.deepEqual(told, [{ summary, ...about }]);
    clock.now = noon + 7 * day;
    await reminder.remind();
    assert.match((told[1] as { summary: string }).summary, /since 2026-11-28$/);
    await reminder.close();
    clock.now = noon;
  });

  it('is not completed by answers alone, nor by a lab alone', async () => {
    assert.equal((await answerLesson(app, { person: 'ann', lesson: '1', choices: right })).record, undefined);
    await noteProgress(app, { person: 'ann', lesson, state: 'fixed', resultHash: 'f00d' });
    const wrong = right.map((letter, i) => (i === 0 ? (letter === 'a' ? 'b' : 'a') : letter));
    const { answers, record } = await answerLesson(app, { person: 'ann', lesson: '1', choices: wrong });
    assert.equal(record, undefined);
    assert.deepEqual(
      answers.map(({ isRight }) => isRight),
      [false, true, true],
    );
    await assert.rejects(answerLesson(app, { person: 'ann', lesson: '1', choices: ['a'] }), { code: 'USAGE' });
    await assert.rejects(answerLesson(app, { person: 'ann', lesson: '1', choices: ['a', 'b', 'z'] }), {
      code: 'USAGE',
    });
    assert.deepEqual(await recordsOf(app), []);
  });

  it('is completed by both: a record of a year, audited, and the questions come back', async () => {
    const { record } = await answerLesson(app, { person: 'ann', lesson: '1', choices: right });
    assert.deepEqual(record, {
      person: 'ann',
      lesson: lesson.id,
      version: lesson.version,
      resultHash: 'f00d',
      completedAt: noon,
      expiresAt: noon + 365 * day,
    });
    const [entry] = await store.audit.list({ kind: 'lesson_completed' });
    assert.equal(entry?.detail?.['resultHash'], 'f00d');
    const { state, dueAt } = await rowOf('ann');
    assert.deepEqual([state, dueAt], ['done', undefined]);
    assert.deepEqual(await dueQuestions(app, 'ann'), []);
    clock.now = noon + day;
    assert.deepEqual(
      (await dueQuestions(app, 'ann')).map(({ n }) => n),
      [1, 2, 3],
    );
    assert.equal((await rowOf('ann')).state, 'review-due');
  });

  it('asks a question later after a right answer, tomorrow after a wrong one', async () => {
    const answer = (n: number, choice: string) => answerQuestion(app, { person: 'ann', lesson: '1', n, choice });
    assert.equal((await answer(1, right[0]!)).nextDueAt, clock.now + 7 * day);
    const { isRight, because, nextDueAt } = await answer(2, right[1] === 'a' ? 'b' : 'a');
    assert.deepEqual([isRight, nextDueAt], [false, clock.now + day]);
    assert.match(because, /\w/);
    assert.deepEqual(
      (await dueQuestions(app, 'ann')).map(({ n }) => n),
      [3],
    );
    await assert.rejects(answerQuestion(app, { person: 'vic', lesson: '1', n: 1, choice: 'a' }), {
      code: 'NOT_FOUND',
    });
  });

  it('is due again when the record runs out, and free when the assignment is taken back', async () => {
    clock.now = noon + 365 * day;
    const { state, dueAt, isOverdue } = await rowOf('ann');
    assert.deepEqual([state, dueAt, isOverdue], ['expired', clock.now, true]);
    assert.deepEqual(await dueQuestions(app, 'ann'), []);
    const [assignment] = await store.learning.assignments();
    await unassignLesson(app, assignment!.id);
    assert.equal((await rowOf('ann')).dueAt, undefined);
  });
});
