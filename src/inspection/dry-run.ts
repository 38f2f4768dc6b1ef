import type { SecurityEvent } from '../core/events.js';
import { attackFamilies, inspectionLevels, type Family, type InspectionLevel } from '../core/inspection.js';

/** What the inspection saw at one place of one operation, in one family. */
export interface PlaceReport {
  readonly operation: string;
  /** As an exception names it: `body:/items/N/note` with `*` for the number. */
  readonly at: string;
  readonly family: Family;
  readonly seen: number;
  readonly denied: number;
  readonly principals: number;
  readonly clients: number;
  /** How many of them each level denies, by their score. */
  readonly wouldDeny: Readonly<Record<InspectionLevel, number>>;
  readonly reasons: readonly string[];
}

/** An entry for `inspection.exceptions`; somebody must say why before it is one. */
export interface ProposedException {
  readonly operation: string;
  readonly at: string;
  readonly family: Family;
  readonly expires: string;
}

interface Hit {
  readonly at: string;
  readonly family: Family;
  readonly score: number;
  readonly reason: string;
}

const mostReasons = 3;
const longestDays = 90;
const dayMillis = 86_400_000;

/** One wildcard is all that an exception may have: the first number of a list becomes it. */
function placeOf(at: string): string {
  return at.replace(/\/\d+(?=\/|$)/, '/*');
}

function hitOf({ code, detail }: SecurityEvent): Hit | undefined {
  if (code !== 'INPUT_INJECTION') return undefined;
  const { family, at, score, reason } = detail ?? {};
  const isFamily = (attackFamilies as readonly unknown[]).includes(family);
  if (!isFamily || typeof at !== 'string' || typeof score !== 'number') return undefined;
  return { at: placeOf(at), family: family as Family, score, reason: String(reason ?? '') };
}

interface Group {
  readonly operation: string;
  readonly at: string;
  readonly family: Family;
  readonly scores: number[];
  denied: number;
  readonly principals: Set<string>;
  readonly clients: Set<string>;
  readonly reasons: Set<string>;
}

/** Collects events into reports. Takes them one by one, so that a long log need not be in memory. */
export class DryRun {
  readonly #groups = new Map<string, Group>();

  add(event: SecurityEvent): void {
    const hit = hitOf(event);
    if (!hit) return;
    const operation = event.operationId ?? 'unknown';
    const key = `${operation}\n${hit.at}\n${hit.family}`;
    const { at, family } = hit;
    const fresh = { operation, at, family, scores: [], denied: 0 };
    const sets = () => ({ principals: new Set<string>(), clients: new Set<string>(), reasons: new Set<string>() });
    const group: Group = this.#groups.get(key) ?? { ...fresh, ...sets() };
    this.#groups.set(key, group);
    group.scores.push(hit.score);
    if (event.kind === 'denial') group.denied++;
    if (event.principalId !== undefined) group.principals.add(event.principalId);
    if (event.client !== undefined) group.clients.add(event.client);
    if (group.reasons.size < mostReasons) group.reasons.add(hit.reason);
  }

  /** Most often seen first. */
  get places(): readonly PlaceReport[] {
    return [...this.#groups.values()].map(reportOf).sort((a, b) => b.seen - a.seen);
  }
}

function reportOf({ scores, principals, clients, reasons, ...group }: Group): PlaceReport {
  const levels = Object.entries(inspectionLevels) as [InspectionLevel, number][];
  const counts = levels.map(([level, least]) => [level, scores.filter((score) => score >= least).length] as const);
  return {
    ...group,
    seen: scores.length,
    principals: principals.size,
    clients: clients.size,
    wouldDeny: Object.fromEntries(counts) as Record<InspectionLevel, number>,
    reasons: [...reasons],
  };
}

/** Several people who are logged in do not attack the same field in the same way: such places are proposed. */
export function proposeExceptions(
  places: readonly PlaceReport[],
  { leastPrincipals, now }: { readonly leastPrincipals: number; readonly now: Date },
): readonly ProposedException[] {
  const expires = new Date(now.getTime() + longestDays * dayMillis).toISOString().slice(0, 10);
  // A place whose name the event hides cannot be named in a policy.
  const named = places.filter(({ at, principals }) => principals >= leastPrincipals && !at.includes('…'));
  return named.map(({ operation, at, family }) => ({ operation, at, family, expires }));
}
