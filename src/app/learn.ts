import type { Lesson } from '../academy/lesson.js';
import { nextRecall } from '../academy/recall.js';
import { standing, type Standing } from '../academy/standing.js';
import { PortcullisError } from '../core/errors.js';
import { uuidv7 } from '../core/ids.js';
import type { ConsoleRole } from '../store/console.js';
import type { LearnAssignment, LearnProgress, LearnQuestion, LearnRecord } from '../store/learning.js';
import type { Store } from '../store/store.js';
import { currentActor } from './actor.js';
import { allLessons, findLesson } from './learn-files.js';

export { findLesson, lessonForFinding, type LessonOffer } from './learn-files.js';

/** A completion holds for so long: training is regular (PCI DSS 12.6.3: at least once every 12 months). */
export const validDays = 365;
const dayMillis = 86_400_000;

/** What these functions need of an app: a clock, and what people learned. */
export interface LearnApp {
  store(): Promise<Pick<Store, 'learning' | 'console'>>;
  now(): Date;
}

/** A lesson in a list, as one person stands with it. Times are milliseconds since the epoch. */
export interface LessonRow extends Standing {
  readonly number: number;
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly owasp: readonly string[];
}

/** Every lesson, by number, as this person stands with it. */
export async function lessonsFor(app: LearnApp, person: string): Promise<readonly LessonRow[]> {
  const known = await traces(await app.store(), person);
  return allLessons().map((lesson) => rowOf(lesson, known, app.now().getTime()));
}

interface Traces {
  readonly progress: readonly LearnProgress[];
  readonly records: readonly LearnRecord[];
  readonly questions: readonly LearnQuestion[];
  readonly assignments: readonly LearnAssignment[];
}

async function traces(store: Pick<Store, 'learning' | 'console'>, person: string): Promise<Traces> {
  const { learning } = store;
  const [progress, records, questions, all, user] = await Promise.all([
    learning.progress(person),
    learning.records(person),
    learning.questions(person),
    learning.assignments(),
    store.console.user(person),
  ]);
  return { progress, records, questions, assignments: all.filter((each) => concerns(each, person, user?.role)) };
}

const concerns = (assignment: LearnAssignment, person: string, role: string | undefined) =>
  assignment.person === person || (assignment.role !== undefined && assignment.role === role);

function rowOf(lesson: Lesson, known: Traces, now: number): LessonRow {
  const { id, number, version, title, summary, owasp } = lesson;
  const mine = <T extends { readonly lesson: string }>(list: readonly T[]) => list.filter((each) => each.lesson === id);
  const trace = {
    progress: mine(known.progress)[0],
    record: mine(known.records)[0],
    questions: mine(known.questions),
    assigned: mine(known.assignments)[0],
  };
  return { number, id, version, title, summary, owasp, ...standing(lesson, trace, now) };
}

/** A lesson as it is read. */
export interface LessonPage extends LessonRow {
  /** Markdown of our own; code blocks are `sh`, `yaml`, `js` or `text`. */
  readonly markdown: string;
  readonly sources: readonly string[];
  readonly hints: readonly string[];
  /** Files of the lab that are changed. */
  readonly edit: readonly string[];
  readonly questions: readonly Pick<Lesson['questions'][number], 'n' | 'ask' | 'choices'>[];
  /** What is typed to begin. */
  readonly command: string;
}

/**
 * One lesson by number or id. With the `operation` of a finding the text begins with what to look for there.
 * Throws `NOT_FOUND`.
 */
export async function lessonPage(
  app: LearnApp,
  name: string,
  { person, operation }: { readonly person: string; readonly operation?: string | undefined },
): Promise<LessonPage> {
  const lesson = findLesson(name);
  const row = rowOf(lesson, await traces(await app.store(), person), app.now().getTime());
  return {
    ...row,
    markdown: operation === undefined ? lesson.text : `${aboutOperation(lesson, operation)}\n\n${lesson.text}`,
    sources: lesson.sources,
    hints: lesson.hints,
    edit: lesson.edit,
    questions: lesson.questions.map(({ n, ask, choices }) => ({ n, ask, choices })),
    command: `portcullis learn start ${lesson.number}`,
  };
}

const aboutOperation = ({ title }: Lesson, operation: string) =>
  `This is about your own \`${operation}\`: "${title}" was found there. The lab uses another API on purpose; when you have closed it there, look at \`portcullis policy explain ${operation}\` and close it the same way.`;

/** Completions, newest first: those of one person, or of all. */
export async function recordsOf(app: LearnApp, person?: string): Promise<readonly LearnRecord[]> {
  return (await app.store()).learning.records(person);
}

export async function assignmentsOf(app: LearnApp): Promise<readonly LearnAssignment[]> {
  return (await app.store()).learning.assignments();
}

/** Who must complete a lesson: one of both. */
export interface AssignRequest {
  readonly lesson: string;
  readonly role?: ConsoleRole | undefined;
  readonly person?: string | undefined;
  readonly dueAt: number;
}

/** Throws `NOT_FOUND` for a lesson, `USAGE` unless either a role or a person is named. */
export async function assignLesson(app: LearnApp, request: AssignRequest): Promise<LearnAssignment> {
  const { role, person, dueAt } = request;
  if ((role === undefined) === (person === undefined)) {
    throw new PortcullisError('USAGE', 'A lesson is assigned to a role or to a person', {
      expected: '--role analyst, or --person ann',
    });
  }
  const now = app.now().getTime();
  const assignment: LearnAssignment = {
    id: uuidv7(now),
    lesson: findLesson(request.lesson).id,
    ...(role === undefined ? {} : { role }),
    ...(person === undefined ? {} : { person }),
    dueAt,
    by: currentActor(),
    createdAt: now,
  };
  await (await app.store()).learning.assign(assignment);
  return assignment;
}

/** Throws `NOT_FOUND`. */
export async function unassignLesson(app: LearnApp, id: string): Promise<void> {
  await (await app.store()).learning.unassign(id);
}

/** A question whose time has come. */
export interface DueQuestion {
  readonly lesson: string;
  readonly number: number;
  readonly title: string;
  readonly n: number;
  readonly ask: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly dueAt: number;
}

/** Questions that come back today, the longest due first; of lessons whose record holds. */
export async function dueQuestions(app: LearnApp, person: string): Promise<readonly DueQuestion[]> {
  const now = app.now().getTime();
  const { learning } = await app.store();
  const current = (await learning.records(person)).filter(({ expiresAt }) => expiresAt > now);
  const due = (await learning.questions(person)).filter(
    ({ lesson, dueAt }) => dueAt <= now && current.some((record) => record.lesson === lesson),
  );
  return [...due]
    .sort((a, b) => a.dueAt - b.dueAt)
    .flatMap(({ lesson: id, n, dueAt }) => {
      const lesson = allLessons().find((each) => each.id === id);
      const question = lesson?.questions[n - 1];
      if (!lesson || !question) return [];
      const { ask, choices } = question;
      return [{ lesson: id, number: lesson.number, title: lesson.title, n, ask, choices, dueAt }];
    });
}

/** What came of an answer. */
export interface Answered {
  readonly n: number;
  readonly isRight: boolean;
  /** The right letter. */
  readonly answer: string;
  readonly because: string;
  /** When it comes back; absent while the lesson is not completed. */
  readonly nextDueAt?: number;
}

interface AnswerRequest {
  readonly person: string;
  readonly lesson: string;
  readonly n: number;
  /** The letter. */
  readonly choice: string;
}

/** Answers a question of a completed lesson: it comes back later when the answer is right, tomorrow when not. */
export async function answerQuestion(app: LearnApp, request: AnswerRequest): Promise<Answered> {
  const lesson = findLesson(request.lesson);
  const { learning } = await app.store();
  const kept = (await learning.questions(request.person)).find(
    (each) => each.lesson === lesson.id && each.n === request.n,
  );
  if (!kept) {
    throw new PortcullisError('NOT_FOUND', `Question ${request.n} of lesson ${lesson.number} is not asked yet`, {
      hint: `complete the lesson first: portcullis learn check ${lesson.number}`,
    });
  }
  const judged = judge(lesson, request);
  const now = app.now().getTime();
  const next = nextRecall(kept.step, judged.isRight, now);
  await learning.saveQuestion({ ...kept, ...next, answeredAt: now });
  return { ...judged, nextDueAt: next.dueAt };
}

function judge(lesson: Lesson, { n, choice }: Pick<AnswerRequest, 'n' | 'choice'>): Answered {
  const question = lesson.questions[n - 1];
  const letters = Object.keys(question?.choices ?? {});
  if (!question || !letters.includes(choice)) {
    throw new PortcullisError('USAGE', `Question ${n} has no answer "${choice}"`, { expected: letters.join(', ') });
  }
  return { n, isRight: choice === question.answer, answer: question.answer, because: question.because };
}

/** What came of the questions at the end of a lesson; with a record when all were right and the lab is fixed. */
export interface LessonAnswered {
  readonly answers: readonly Answered[];
  readonly record?: LearnRecord;
}

/** Answers all questions of a lesson at once. All right, and the lab fixed: the completion is recorded and audited. */
export async function answerLesson(
  app: LearnApp,
  { person, lesson: name, choices }: { person: string; lesson: string; choices: readonly string[] },
): Promise<LessonAnswered> {
  const lesson = findLesson(name);
  if (choices.length !== lesson.questions.length) {
    throw new PortcullisError('USAGE', `Lesson ${lesson.number} has ${lesson.questions.length} questions`, {
      expected: `--answers ${lesson.questions.map(() => 'a').join(',')}`,
    });
  }
  const answers = choices.map((choice, i) => judge(lesson, { n: i + 1, choice }));
  const { learning } = await app.store();
  const progress = (await learning.progress(person)).find((each) => each.lesson === lesson.id);
  if (progress?.state !== 'fixed' || !answers.every(({ isRight }) => isRight)) return { answers };
  const now = app.now().getTime();
  const record: LearnRecord = {
    person,
    lesson: lesson.id,
    version: lesson.version,
    resultHash: progress.resultHash ?? '',
    completedAt: now,
    expiresAt: now + validDays * dayMillis,
  };
  await learning.addRecord(record);
  await learning.removeProgress(person, lesson.id);
  for (const { n } of answers) {
    await learning.saveQuestion({ person, lesson: lesson.id, n, ...nextRecall(0, true, now), answeredAt: now });
  }
  return { answers, record };
}

/** Notes how far somebody came in a lab. A step back is noted too: what was fixed once may be broken again. */
export async function noteProgress(
  app: LearnApp,
  { person, lesson, ...rest }: { person: string; lesson: Lesson } & Pick<LearnProgress, 'state' | 'resultHash'>,
): Promise<void> {
  const { learning } = await app.store();
  const changedAt = app.now().getTime();
  await learning.saveProgress({ person, lesson: lesson.id, version: lesson.version, ...rest, changedAt });
}
