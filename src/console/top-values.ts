import type { SecurityEvent } from '../core/events.js';
import { queryField } from '../telemetry/query-fields.js';

/** The most frequent values of a field. */
export function topOf(
  events: readonly SecurityEvent[],
  name: string,
  top: number,
): readonly { readonly value: string; readonly count: number }[] {
  const field = queryField(name);
  if (!field) return [];
  const counts = new Map<string, number>();
  for (const event of events) {
    const value = field.get(event);
    if (value !== undefined) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.slice(0, top).map(([value, count]) => ({ value, count }));
}
