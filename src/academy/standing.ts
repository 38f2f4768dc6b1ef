import type { Lesson } from './lesson.js';

/** What is kept of a person's way through a lesson. Times are milliseconds since the epoch. */
export interface LearnTrace {
  readonly progress?: { readonly state: 'started' | 'attacked' | 'fixed' } | undefined;
  /** The newest record. */
  readonly record?: { readonly version: number; readonly completedAt: number; readonly expiresAt: number } | undefined;
  readonly questions: readonly LearnQuestion[];
  /** The earliest date by which the lesson is wanted of this person. */
  readonly assigned?: { readonly dueAt: number; readonly createdAt: number } | undefined;
}

export interface LearnQuestion {
  readonly n: number;
  readonly step: number;
  readonly dueAt: number;
}

export type LessonState = 'new' | 'started' | 'attacked' | 'fixed' | 'review-due' | 'done' | 'expired';

/** How a person stands with a lesson, and what comes next. */
export interface Standing {
  readonly state: LessonState;
  /** In words. */
  readonly next: string;
  readonly completedAt?: number;
  readonly expiresAt?: number;
  /** Date by which it must be done: of the assignment, or of the record that ran out. */
  readonly dueAt?: number;
  readonly isOverdue: boolean;
  readonly questionsDue: number;
}

/** Judges what is kept. A record that ran out counts as none, so that training is regular. */
export function standing(lesson: Lesson, trace: LearnTrace, now: number): Standing {
  const { record, questions } = trace;
  const isCurrent = record !== undefined && record.expiresAt > now;
  const questionsDue = isCurrent ? questions.filter(({ dueAt }) => dueAt <= now).length : 0;
  const state = stateOf(trace, { isCurrent, questionsDue });
  const dueAt = wantedBy(trace, isCurrent);
  return {
    state,
    next: nextStep(state, lesson.number, questionsDue),
    ...(record ? { completedAt: record.completedAt, expiresAt: record.expiresAt } : {}),
    ...(dueAt === undefined ? {} : { dueAt }),
    isOverdue: dueAt !== undefined && dueAt <= now,
    questionsDue,
  };
}

function stateOf(
  { progress, record }: LearnTrace,
  { isCurrent, questionsDue }: { readonly isCurrent: boolean; readonly questionsDue: number },
): LessonState {
  if (isCurrent) return questionsDue > 0 ? 'review-due' : 'done';
  return progress?.state ?? (record ? 'expired' : 'new');
}

/** What was assigned after the record ran out, or never done, is due at its date; what ran out, since then. */
function wantedBy({ record, assigned }: LearnTrace, isCurrent: boolean): number | undefined {
  if (!assigned || isCurrent) return undefined;
  return record && record.expiresAt > assigned.createdAt ? Math.max(record.expiresAt, assigned.dueAt) : assigned.dueAt;
}

function nextStep(state: LessonState, number: number, questionsDue: number): string {
  const steps: Readonly<Record<LessonState, string>> = {
    new: `portcullis learn start ${number}`,
    expired: `portcullis learn start ${number}`,
    started: `attack it, then portcullis learn check ${number}`,
    attacked: `fix it, then portcullis learn check ${number}`,
    fixed: `answer: portcullis learn check ${number}`,
    'review-due': `portcullis learn review (${questionsDue} due)`,
    done: '',
  };
  return steps[state];
}
