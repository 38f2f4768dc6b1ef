import type { VendorPolicy } from '../model/types.js';

const day = 86_400_000;

/** What is known of the last review. Times are milliseconds since the epoch. */
export interface ReviewFacts {
  readonly registeredAt: number;
  readonly lastReview?: { readonly at: number; readonly verdict: 'approved' | 'conditions' | 'rejected' } | undefined;
}

export interface ReviewState {
  /** `due`: told of, and still used; `expired` and `rejected`: no new use; `never`: not reviewed, and still in time. */
  readonly state: 'current' | 'never' | 'due' | 'expired' | 'rejected';
  readonly dueAt: number;
  /** From here on new use is denied. */
  readonly deniesAt: number;
}

/**
 * Where the review of a third party stands. One that was never reviewed is due at once and has the grace period from its
 * registration; a rejected one gets no new use from that moment.
 */
export function reviewState(
  { reviewDays, graceDays }: Pick<VendorPolicy, 'reviewDays' | 'graceDays'>,
  { registeredAt, lastReview }: ReviewFacts,
  now: number,
): ReviewState {
  if (lastReview?.verdict === 'rejected') return { state: 'rejected', dueAt: lastReview.at, deniesAt: lastReview.at };
  const dueAt = lastReview ? lastReview.at + reviewDays * day : registeredAt;
  const deniesAt = dueAt + graceDays * day;
  if (now >= deniesAt) return { state: 'expired', dueAt, deniesAt };
  if (!lastReview) return { state: 'never', dueAt, deniesAt };
  return { state: now >= dueAt ? 'due' : 'current', dueAt, deniesAt };
}
