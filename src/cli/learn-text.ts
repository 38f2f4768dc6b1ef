import type { CheckStep } from '../app/learn-check.js';
import type { Answered, LessonRow } from '../app/learn.js';
import { terminalText } from '../academy/terminal-text.js';
import type { App } from '../app/app.js';
import { visibleLines } from '../core/visible-text.js';

export const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

const words: Readonly<Record<LessonRow['state'], string>> = {
  new: 'new',
  started: 'started',
  attacked: 'attacked, not fixed',
  fixed: 'fixed, questions left',
  'review-due': 'done, review due',
  done: 'done',
  expired: 'expired',
};

export const stateWords = ({ state }: Pick<LessonRow, 'state'>): string => words[state];

/** The date that matters next: when it must be done, or until when it holds. */
export function dueWords({ dueAt, isOverdue, expiresAt, state }: LessonRow): string {
  if (dueAt !== undefined) return isOverdue ? `overdue since ${day(dueAt)}` : `by ${day(dueAt)}`;
  return expiresAt !== undefined && state !== 'expired' ? `holds until ${day(expiresAt)}` : '';
}

const paint = (text: string, code: number, { color }: Pick<App, 'color'>) =>
  color ? `\u001B[${code}m${text}\u001B[0m` : text;

/** Steps of a check, one a line; what to do about a bad one below it. */
export function stepsText(steps: readonly CheckStep[], app: Pick<App, 'color'>): string {
  return steps
    .map(({ part, title, isGood, detail }) => {
      const mark = isGood ? paint('ok  ', 32, app) : paint('open', 31, app);
      const below = detail === undefined ? '' : `\n      ${visibleLines(detail).replaceAll('\n', '\n      ')}`;
      return `${mark}  ${part}: ${visibleLines(title)}${below}\n`;
    })
    .join('');
}

/** What came of an answer, with the reason. */
export function answeredText({ isRight, answer, because }: Answered, app: Pick<App, 'color' | 'width'>): string {
  const verdict = isRight ? paint('right', 32, app) : `${paint('no', 31, app)}, it is ${answer}`;
  return `${verdict}: ${terminalText(because, { width: app.width, color: false })}\n`;
}
