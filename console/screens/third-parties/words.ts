import type { Tone } from '../../shared/severity.js';
import type { ReviewState, Verdict } from './types.js';

export const reviewWords: Readonly<Record<ReviewState, { readonly label: string; readonly tone: Tone }>> = {
  current: { label: 'reviewed', tone: 'ok' },
  never: { label: 'never reviewed', tone: 'medium' },
  due: { label: 'review due', tone: 'medium' },
  expired: { label: 'review expired', tone: 'high' },
  rejected: { label: 'rejected', tone: 'critical' },
};

export const verdictWords: Readonly<Record<Verdict, { readonly label: string; readonly tone: Tone }>> = {
  approved: { label: 'approved', tone: 'ok' },
  conditions: { label: 'approved with conditions', tone: 'medium' },
  rejected: { label: 'rejected', tone: 'critical' },
};
