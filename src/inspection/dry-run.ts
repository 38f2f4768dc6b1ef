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
  /** Let through by an exception of the policy. */
  readonly excepted: number;
  readonly principals: number;
  readonly clients: number;
  /** How many of them each level denies, by their score and the kind of the field. */
  readonly wouldDeny: Readonly<Record<InspectionLevel, number>>;
  readonly reasons: readonly string[];
}

/** An entry for `inspection.exceptions`; somebody must answer for it before it is one. */
export interface ProposedException {
  readonly operation: string;
  readonly at: string;
  readonly family: Family;
  readonly because: string;
  readonly expires: string;
}

/** An exception of the policy, as far as it is told whether it is used. */
export interface GivenException {
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
  /** Score from which the kind of the field denies. */
  readonly deniedFrom: number;
  /** Place of the exception that let it through. */
  readonly exception: string | undefined;
}

const mostReasons = 3;
const longestDays = 90;
const dayMillis = 86_400_000;

/** One wildcard is all that an exception may have: the first number of a list becomes it. */
function placeOf(at: string): string {
  return at.replace(/\/\d+(?=\/|$)/, '/*');
}

function hitOf({ kind, code, detail }: SecurityEvent): Hit | undefined {
  if (code !== 'INPUT_INJECTION' && kind !== 'access') return undefined;
  const { family, at, score, reason, deniedFrom, exception } = detail ?? {};
  const isFamily = (attackFamilies as readonly unknown[]).includes(family);
  if (!isFamily || typeof at !== 'string' || typeof score !== 'number') return undefined;
  return {
    at: placeOf(at),
    family: family as Family,
    score,
    reason: String(reason ?? ''),
    deniedFrom: typeof deniedFrom === 'number' ? deniedFrom : 0,
    exception: typeof exception === 'string' ? exception : undefined,
  };
}

interface Group {
  readonly operation: string;
  readonly at: string;
  readonly family: Family;
  readonly hits: Pick<Hit, 'score' | 'deniedFrom'>[];
  denied: number;
  excepted: number;
  readonly principals: Set<string>;
  readonly clients: Set<string>;
  readonly reasons: Set<string>;
}

function groupOf(operation: string, { at, family }: Hit): Group {
  const sets = { principals: new Set<string>(), clients: new Set<string>(), reasons: new Set<string>() };
  return { operation, at, family, hits: [], denied: 0, excepted: 0, ...sets };
}

const keyOf = (operation: string, at: string, family: Family): string => `${operation}\n${at}\n${family}`;

/** Collects events into reports. Takes them one by one, so that a long log need not be in memory. */
export class DryRun {
  readonly #groups = new Map<string, Group>();
  readonly #used = new Set<string>();

  add(event: SecurityEvent): void {
    const hit = hitOf(event);
    if (!hit) return;
    const operation = event.operationId ?? 'unknown';
    const key = keyOf(operation, hit.at, hit.family);
    const group = this.#groups.get(key) ?? groupOf(operation, hit);
    this.#groups.set(key, group);
    group.hits.push({ score: hit.score, deniedFrom: hit.deniedFrom });
    if (event.kind === 'denial') group.denied++;
    if (hit.exception !== undefined) {
      group.excepted++;
      this.#used.add(keyOf(operation, hit.exception, hit.family));
    }
    if (event.principalId !== undefined) group.principals.add(event.principalId);
    if (event.client !== undefined) group.clients.add(event.client);
    if (group.reasons.size < mostReasons) group.reasons.add(hit.reason);
  }

  /** Most often seen first. */
  get places(): readonly PlaceReport[] {
    return [...this.#groups.values()].map(reportOf).sort((a, b) => b.seen - a.seen);
  }

  /** Exceptions that let nothing through in the time that was read: what is not needed is a hole. */
  unused(given: readonly GivenException[]): readonly GivenException[] {
    return given.filter(({ operation, at, family }) => !this.#used.has(keyOf(operation, at, family)));
  }
}

function reportOf({ hits, principals, clients, reasons, ...group }: Group): PlaceReport {
  const levels = Object.entries(inspectionLevels) as [InspectionLevel, number][];
  const counts = levels.map(([level, least]) => {
    const denied = hits.filter(({ score, deniedFrom }) => score >= Math.max(least, deniedFrom));
    return [level, denied.length] as const;
  });
  return {
    ...group,
    seen: hits.length,
    principals: principals.size,
    clients: clients.size,
    wouldDeny: Object.fromEntries(counts) as Record<InspectionLevel, number>,
    reasons: [...reasons],
  };
}

function becauseOf({ seen, principals, reasons }: PlaceReport): string {
  return `${principals} principals sent this ${seen} times: ${reasons.join(', ')}`;
}

interface Proposing {
  readonly leastPrincipals: number;
  readonly now: Date;
  /** Only what this level denies needs an exception. */
  readonly level: InspectionLevel;
}

/** Several people who are logged in do not attack the same field in the same way: such places are proposed. */
export function proposeExceptions(
  places: readonly PlaceReport[],
  { leastPrincipals, now, level }: Proposing,
): readonly ProposedException[] {
  const expires = new Date(now.getTime() + longestDays * dayMillis).toISOString().slice(0, 10);
  const isNeeded = ({ denied, excepted, wouldDeny }: PlaceReport) => denied > 0 || wouldDeny[level] > excepted;
  // A place whose name the event hides cannot be named in a policy.
  const named = places.filter(({ at, principals }) => principals >= leastPrincipals && !at.includes('…'));
  return named.filter(isNeeded).map((place) => {
    const { operation, at, family } = place;
    return { operation, at, family, because: becauseOf(place), expires };
  });
}
