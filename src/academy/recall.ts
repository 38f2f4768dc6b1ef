import type { LearnQuestion } from './standing.js';

const dayMillis = 86_400_000;

/** Days after which a question comes back, by the number of right answers in a row. */
export const recallDays = [1, 7, 30] as const;

/** A question after an answer: right ones come back later each time, a wrong one tomorrow. */
export function nextRecall(step: number, isRight: boolean, now: number): Pick<LearnQuestion, 'step' | 'dueAt'> {
  const next = isRight ? step + 1 : 0;
  const days = recallDays[Math.min(isRight ? step : 0, recallDays.length - 1)]!;
  return { step: next, dueAt: now + days * dayMillis };
}
