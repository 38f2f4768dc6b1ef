import type { Faults } from './policy-faults.js';
import type { RawSuppression } from './policy-file.js';
import { below } from './pointer.js';
import type { NodeRef, Suppression } from './types.js';

const longestDays = 365;
const dayMillis = 86_400_000;

/** Accepted risks. An expired one is kept: the audit reports it. */
export function readSuppressions(
  raw: readonly RawSuppression[] | undefined,
  { node, faults, today }: { readonly node: NodeRef; readonly faults: Faults; readonly today: Date },
): readonly Suppression[] {
  return (raw ?? []).map((entry, index) => {
    const at = below(node, index);
    const expires = checkDate(entry.expires, below(at, 'expires'), faults);
    if (expires !== undefined && expires > today.getTime() + longestDays * dayMillis) {
      faults.add('POLICY_INVALID', 'A risk is accepted for a year at most', below(at, 'expires'), {
        expected: `a date up to ${isoDay(new Date(today.getTime() + longestDays * dayMillis))}`,
      });
    }
    return { ...entry, by: entry.by, node: at };
  });
}

/** Milliseconds of a day's start (UTC); a day that does not exist is a fault. */
export function checkDate(text: string, node: NodeRef, faults: Faults): number | undefined {
  const millis = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes 30 February in some engines: the day must come back as written.
  if (!Number.isNaN(millis) && isoDay(new Date(millis)) === text) return millis;
  faults.add('POLICY_INVALID', `There is no day ${text}`, node, { expected: 'a date such as 2027-01-31' });
  return undefined;
}

/** `2027-01-31`, in UTC. */
export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
