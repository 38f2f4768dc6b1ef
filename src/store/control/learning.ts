import { PortcullisError } from '../../core/errors.js';
import type { LearnAssignment, LearningStore, LearnProgress, LearnQuestion, LearnRecord } from '../learning.js';
import type { Audit } from './audit-log.js';
import { present } from './rows.js';
import { all, run, type Sql, type Value } from './work.js';

interface Row {
  readonly person: string;
  readonly lesson: string;
}

interface ProgressRow extends Row {
  readonly version: number;
  readonly state: LearnProgress['state'];
  readonly hash: string | null;
  readonly changed: number;
}

interface RecordRow extends Row {
  readonly version: number;
  readonly hash: string;
  readonly completed: number;
  readonly expires: number;
}

interface QuestionRow extends Row {
  readonly n: number;
  readonly step: number;
  readonly due: number;
  readonly answered: number;
}

interface AssignmentRow {
  readonly id: string;
  readonly lesson: string;
  readonly role: string | null;
  readonly person: string | null;
  readonly due: number;
  readonly set_by: string;
  readonly created: number;
}

interface ReminderRow extends Row {
  readonly told: number;
}

/** Of one person, or of all. */
const ofPerson = (person: string | undefined): readonly [sql: string, ...values: Value[]] =>
  person === undefined ? [''] : [' WHERE person = ?', person];

/** What people learned, among the control tables. */
export function makeLearningStore(sql: Sql, audit: Audit): LearningStore {
  const rows = <R>(text: string, ...values: readonly Value[]) => sql.read(() => all<R>(text, ...values));
  const write = async (text: string, ...values: readonly Value[]) => {
    await sql.transaction(() => run(text, ...values));
  };
  return {
    async progress(person) {
      const [where, ...values] = ofPerson(person);
      const found = await rows<ProgressRow>(`SELECT * FROM learn_progress${where} ORDER BY person, lesson`, ...values);
      return found.map(readProgress);
    },
    saveProgress: ({ person, lesson, version, state, resultHash, changedAt }) =>
      write(
        `INSERT INTO learn_progress (person, lesson, version, state, hash, changed) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (person, lesson) DO UPDATE SET version = excluded.version, state = excluded.state,
          hash = excluded.hash, changed = excluded.changed`,
        person,
        lesson,
        version,
        state,
        resultHash ?? null,
        changedAt,
      ),
    removeProgress: (person, lesson) =>
      write('DELETE FROM learn_progress WHERE person = ? AND lesson = ?', person, lesson),
    async records(person) {
      const [where, ...values] = ofPerson(person);
      const text = `SELECT * FROM learn_record${where} ORDER BY completed DESC, person, lesson`;
      return (await rows<RecordRow>(text, ...values)).map(readRecord);
    },
    async addRecord({ person, lesson, version, resultHash, completedAt, expiresAt }) {
      await sql.transaction(function* () {
        yield* run(
          'INSERT INTO learn_record (person, lesson, completed, version, hash, expires) VALUES (?, ?, ?, ?, ?, ?)',
          person,
          lesson,
          completedAt,
          version,
          resultHash,
          expiresAt,
        );
        const detail = { person, version, resultHash, expiresAt: new Date(expiresAt).toISOString() };
        yield* audit({ kind: 'lesson_completed', subject: lesson, detail });
      });
    },
    async questions(person) {
      const text = 'SELECT * FROM learn_question WHERE person = ? ORDER BY lesson, n';
      return (await rows<QuestionRow>(text, person)).map(readQuestion);
    },
    saveQuestion: ({ person, lesson, n, step, dueAt, answeredAt }) =>
      write(
        `INSERT INTO learn_question (person, lesson, n, step, due, answered) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (person, lesson, n) DO UPDATE SET step = excluded.step, due = excluded.due,
          answered = excluded.answered`,
        person,
        lesson,
        n,
        step,
        dueAt,
        answeredAt,
      ),
    async assignments() {
      return (await rows<AssignmentRow>('SELECT * FROM learn_assignment ORDER BY due, id')).map(readAssignment);
    },
    async assign({ id, lesson, role, person, dueAt, by, createdAt }) {
      await sql.transaction(function* () {
        yield* run(
          'INSERT INTO learn_assignment (id, lesson, role, person, due, set_by, created) VALUES (?, ?, ?, ?, ?, ?, ?)',
          id,
          lesson,
          role ?? null,
          person ?? null,
          dueAt,
          by,
          createdAt,
        );
        const detail = { ...present({ role, person }), due: new Date(dueAt).toISOString() };
        yield* audit({ kind: 'lesson_assigned', subject: lesson, detail });
      });
    },
    async unassign(id) {
      await sql.transaction(function* () {
        const [found] = yield* all<AssignmentRow>('SELECT * FROM learn_assignment WHERE id = ?', id);
        if (!found) throw new PortcullisError('NOT_FOUND', `There is no assignment ${id}`);
        yield* run('DELETE FROM learn_assignment WHERE id = ?', id);
        yield* audit({ kind: 'lesson_unassigned', subject: found.lesson, detail: { id } });
      });
    },
    async reminders() {
      const found = await rows<ReminderRow>('SELECT * FROM learn_reminder ORDER BY person, lesson');
      return found.map(({ person, lesson, told }) => ({ person, lesson, toldAt: told }));
    },
    saveReminder: ({ person, lesson, toldAt }) =>
      write(
        `INSERT INTO learn_reminder (person, lesson, told) VALUES (?, ?, ?)
          ON CONFLICT (person, lesson) DO UPDATE SET told = excluded.told`,
        person,
        lesson,
        toldAt,
      ),
  };
}

const readProgress = ({ person, lesson, version, state, hash, changed }: ProgressRow): LearnProgress => ({
  person,
  lesson,
  version,
  state,
  ...(hash === null ? {} : { resultHash: hash }),
  changedAt: changed,
});

const readRecord = ({ person, lesson, version, hash, completed, expires }: RecordRow): LearnRecord => ({
  person,
  lesson,
  version,
  resultHash: hash,
  completedAt: completed,
  expiresAt: expires,
});

const readQuestion = ({ person, lesson, n, step, due, answered }: QuestionRow): LearnQuestion => ({
  person,
  lesson,
  n,
  step,
  dueAt: due,
  answeredAt: answered,
});

const readAssignment = ({ id, lesson, role, person, due, set_by, created }: AssignmentRow): LearnAssignment => ({
  id,
  lesson,
  ...(role === null ? {} : { role }),
  ...(person === null ? {} : { person }),
  dueAt: due,
  by: set_by,
  createdAt: created,
});
