import type { LessonState, Standing } from '../../../src/academy/standing.js';
import type { LearnAssignment, LearnRecord } from '../../../src/store/learning.js';
import type { Tone } from '../../shared/severity.js';

export type { LearnAssignment, LearnRecord };

/** A lesson in a list, as whoever asks stands with it. Times are milliseconds since 1970. */
export interface LessonRow extends Standing {
  readonly number: number;
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly owasp: readonly string[];
}

/** A question whose time has come. */
export interface DueQuestion {
  readonly lesson: string;
  readonly number: number;
  readonly title: string;
  readonly n: number;
  readonly ask: string;
  /** By letter. */
  readonly choices: Readonly<Record<string, string>>;
  readonly dueAt: number;
}

/** What came of an answer. */
export interface Answered {
  readonly isRight: boolean;
  /** The right letter. */
  readonly answer: string;
  readonly because: string;
  readonly nextDueAt?: number;
}

export interface LessonsAnswer {
  readonly items: readonly LessonRow[];
  readonly questions: readonly DueQuestion[];
  readonly cli: string;
}

export interface LessonAnswer extends LessonRow {
  readonly markdown: string;
  readonly sources: readonly string[];
  readonly hints: readonly string[];
  readonly edit: readonly string[];
  readonly questions: readonly unknown[];
  /** What is typed to begin. */
  readonly command: string;
  readonly cli: string;
}

export interface TrainingAnswer {
  readonly records: readonly LearnRecord[];
  readonly assignments: readonly LearnAssignment[];
  readonly cli: string;
}

export const stateWords: Readonly<Record<LessonState, string>> = {
  new: 'new',
  started: 'started',
  attacked: 'attack seen',
  fixed: 'lab fixed',
  'review-due': 'review due',
  done: 'done',
  expired: 'ran out',
};

export const stateTones: Readonly<Record<LessonState, Tone>> = {
  new: 'info',
  started: 'low',
  attacked: 'low',
  fixed: 'low',
  'review-due': 'medium',
  done: 'ok',
  expired: 'high',
};
