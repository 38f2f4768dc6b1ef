import { severities, type Tone } from '../../shared/severity.js';
import type { ReviewState, VendorRow, Verdict } from './types.js';

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

/** `1 high, 2 low`. What nobody looked at is never told as nothing found. */
export function findingsText({ findings, checkedAt }: Pick<VendorRow, 'findings' | 'checkedAt'>): string {
  const found = severities.filter((severity) => findings[severity] > 0);
  if (found.length > 0) return found.map((severity) => `${findings[severity]} ${severity}`).join(', ');
  return checkedAt === undefined ? 'not looked at' : '0';
}

/** Address of the list of what was found at a third party. */
export function findingsPath(name: string): string {
  return `/findings?${new URLSearchParams({ view: 'each', api: `vendor:${name}` }).toString()}`;
}
