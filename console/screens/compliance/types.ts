import type { EvidenceReport, FrameworkSummary, ItemReport, ItemState } from '../../../src/evidence/types.js';

export interface FrameworkAnswer {
  readonly items: readonly FrameworkSummary[];
  readonly cli: string;
}

export interface EvidenceAnswer {
  readonly report: EvidenceReport;
  readonly cli: string;
}

export const itemStates: readonly ItemState[] = ['missing', 'stale', 'present'];

/** How many items there are of each state. */
export function stateCounts(items: readonly ItemReport[]): Readonly<Record<ItemState, number>> {
  const counts = { present: 0, stale: 0, missing: 0 };
  for (const { state } of items) counts[state] += 1;
  return counts;
}
