import type { Family, FieldKind } from '../core/inspection.js';
import { inspectValue, type Sighting } from '../inspection/inspect.js';
import type { InspectionException } from '../model/types.js';
import { attackExcerpt } from './attack-excerpt.js';
import { placeOf } from './declared-names.js';
import type { HeaderVerdicts } from './header-verdicts.js';
import type { LookAt } from './inspect-texts.js';

/** Texts of one request that are looked at; those that are plain do not count. */
const mostTexts = 5_000;
/** Characters of one text that are looked at. */
const mostCharacters = 65_536;
/** Characters of one request after which the clock is asked, and the time that a request may then have taken. */
const clockCharacters = 131_072;
const mostMillis = 250;
/** What large data in a string is written in: its head says what it is. */
const encodedData = /^[A-Za-z0-9+/_-]+={0,2}$/;

const excerptCharacters = 48;
/** The score from which the strictest level denies; kinds of fields that ask for more are named in the event. */
const lowest = 3;
/** A score that no hit has. */
const never = 6;

/** An exception: it would be denied, if somebody had not said why it is let through. */
export type Verdict = 'deny' | 'note' | 'ignore' | InspectionException;

interface Seen {
  readonly sighting: Sighting;
  readonly where: string;
  readonly exception?: InspectionException;
}

/** Collects what is seen in one request: what is denied, what an exception let through, and the worst of what is only noted. */
export class Search {
  denied: Seen | undefined;
  noted: Seen | undefined;
  excepted: Seen | undefined;
  isOverBudget = false;
  /** Why the body cannot be read in one way. */
  malformed: string | undefined;
  #texts = 0;
  #characters = 0;
  #startedAt = 0;
  readonly #judge: (sighting: Sighting, where: string) => Verdict;
  readonly #headers: HeaderVerdicts;

  constructor(judge: (sighting: Sighting, where: string) => Verdict, headers: HeaderVerdicts) {
    this.#judge = judge;
    this.#headers = headers;
  }

  readonly look: LookAt = (text, kind, part, where) => {
    if (kind === 'pinned') return false;
    if (++this.#texts > mostTexts || this.#isTooLate(text.length)) {
      this.isOverBudget = true;
      return true;
    }
    const sighting = inspectValue(this.#cut(text), kind, part);
    return sighting !== undefined && this.#settle(sighting, where());
  };

  readonly refuse = (reason: string): boolean => {
    this.malformed = reason;
    return true;
  };

  readonly lookAtHeader = (text: string, kind: FieldKind, name: string): boolean => {
    const sighting = this.#headers.inspect(text, kind, name);
    return sighting !== undefined && this.#settle(sighting, `header:${name}`);
  };

  #cut(text: string): string {
    if (text.length <= mostCharacters) return text;
    if (!encodedData.test(text)) this.isOverBudget = true;
    return text.slice(0, mostCharacters);
  }

  #isTooLate(characters: number): boolean {
    if (this.#startedAt === 0) this.#startedAt = performance.now();
    this.#characters += Math.min(characters, mostCharacters);
    if (this.#characters < clockCharacters) return false;
    this.#characters = 0;
    return performance.now() - this.#startedAt > mostMillis;
  }

  #settle(sighting: Sighting, where: string): boolean {
    const verdict = this.#judge(sighting, where);
    if (typeof verdict === 'object') this.excepted ??= { sighting, where, exception: verdict };
    else if (verdict === 'deny') this.denied = { sighting, where };
    else if (verdict === 'note' && (this.noted?.sighting.score ?? 0) < sighting.score) this.noted = { sighting, where };
    return verdict === 'deny';
  }
}

function matchesPlace(at: string, where: string): boolean {
  if (at === where) return true;
  if (!at.includes('*')) return false;
  const [wanted, got] = [at.split('/'), where.split('/')];
  return wanted.length === got.length && wanted.every((step, i) => step === '*' || step === got[i]);
}

/** The exception that holds for the place and the family. `now`: milliseconds since the epoch. */
export function exceptionFor(
  exceptions: readonly InspectionException[],
  { family, where, now }: { readonly family: Family; readonly where: string; readonly now: number },
): InspectionException | undefined {
  return exceptions.find(
    (exception) =>
      exception.family === family && matchesPlace(exception.at, where) && now < Date.parse(exception.expires),
  );
}

/**
 * What the event says: family, place, how it was decoded, and the attack as far as it consists of words of attacks.
 * `names`: those of the contract; a name that it does not have is the caller's text too.
 */
export function evidence(
  { sighting, where, exception }: Seen,
  names: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  const { family, version, score, reason, chain, text, offset, length, denyAt, monitorsOnly } = sighting;
  return {
    family,
    detectorVersion: version,
    score,
    reason,
    at: placeOf(where, names),
    ...(monitorsOnly ? { deniedFrom: never } : denyAt > lowest ? { deniedFrom: denyAt } : {}),
    ...(exception ? { exception: exception.at } : {}),
    ...(chain ? { decoded: chain } : {}),
    offset,
    length,
    excerpt: attackExcerpt(text.slice(offset, offset + excerptCharacters)),
  };
}
