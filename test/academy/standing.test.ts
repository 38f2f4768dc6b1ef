import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standing, type LearnTrace } from '../../src/academy/standing.js';
import { findLesson } from '../../src/app/learn-files.js';

const lesson = findLesson('1');
const day = 86_400_000;
const now = Date.UTC(2026, 10, 25);
const of = (trace: Partial<LearnTrace>) => standing(lesson, { questions: [], ...trace }, now);
const record = { version: 1, completedAt: now - 10 * day, expiresAt: now + 355 * day };
const ranOut = { version: 1, completedAt: now - 400 * day, expiresAt: now - 35 * day };

test('a lesson that nobody began is new, and wanted of nobody', () => {
  assert.deepEqual(of({}), { state: 'new', next: 'portcullis learn start 1', isOverdue: false, questionsDue: 0 });
});

test('what was begun says what comes next', () => {
  assert.match(of({ progress: { state: 'started' } }).next, /^attack it/);
  assert.match(of({ progress: { state: 'attacked' } }).next, /^fix it/);
  assert.match(of({ progress: { state: 'fixed' } }).next, /^answer/);
});

test('a record that holds is done, until a question is due', () => {
  assert.equal(of({ record }).state, 'done');
  const due = of({
    record,
    questions: [
      { n: 1, step: 1, dueAt: now - 1 },
      { n: 2, step: 1, dueAt: now + 1 },
    ],
  });
  assert.deepEqual([due.state, due.questionsDue], ['review-due', 1]);
});

test('a record that ran out counts as none, and its questions are not asked', () => {
  const { state, questionsDue } = of({ record: ranOut, questions: [{ n: 1, step: 1, dueAt: now - 1 }] });
  assert.deepEqual([state, questionsDue], ['expired', 0]);
  assert.equal(of({ record: { ...record, expiresAt: now } }).state, 'expired', 'at the very moment');
});

test('an assignment is due at its date, and not while a record holds', () => {
  const assigned = { dueAt: now + day, createdAt: now - day };
  assert.deepEqual([of({ assigned }).dueAt, of({ assigned }).isOverdue], [now + day, false]);
  assert.equal(of({ assigned: { ...assigned, dueAt: now } }).isOverdue, true);
  assert.equal(of({ assigned, record }).dueAt, undefined);
});

test('training is regular: a record that ran out after the assignment makes the lesson due again', () => {
  const assigned = { dueAt: now - 390 * day, createdAt: now - 410 * day };
  const { dueAt, isOverdue } = of({ assigned, record: ranOut });
  assert.deepEqual([dueAt, isOverdue], [ranOut.expiresAt, true]);
});
