import type { Migration } from './migrate.js';

/** What people learned, and what they must. */
export const learningMigration: Migration = {
  name: 'lessons: progress, records, questions, assignments, reminders',
  sql: `
CREATE TABLE learn_progress (
  person TEXT NOT NULL, lesson TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL, hash TEXT,
  changed INTEGER NOT NULL, PRIMARY KEY (person, lesson)
) WITHOUT ROWID;
CREATE TABLE learn_record (
  person TEXT NOT NULL, lesson TEXT NOT NULL, completed INTEGER NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL,
  expires INTEGER NOT NULL, PRIMARY KEY (person, lesson, completed)
) WITHOUT ROWID;
CREATE TABLE learn_question (
  person TEXT NOT NULL, lesson TEXT NOT NULL, n INTEGER NOT NULL, step INTEGER NOT NULL, due INTEGER NOT NULL,
  answered INTEGER NOT NULL, PRIMARY KEY (person, lesson, n)
) WITHOUT ROWID;
CREATE TABLE learn_assignment (
  id TEXT PRIMARY KEY, lesson TEXT NOT NULL, role TEXT, person TEXT, due INTEGER NOT NULL, set_by TEXT NOT NULL,
  created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE learn_reminder (
  person TEXT NOT NULL, lesson TEXT NOT NULL, told INTEGER NOT NULL, PRIMARY KEY (person, lesson)
) WITHOUT ROWID;`,
};
