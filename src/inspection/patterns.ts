import type { Hit, Score } from './detector.js';

/** A bounded pattern without nested repetition: linear on any text. */
export interface Pattern {
  readonly pattern: RegExp;
  readonly score: Score;
  readonly reason: string;
  /** Classes of characters (see `characters.ts`) all of which a text must hold for the pattern to match. */
  readonly needs?: number;
  /** Classes one of which a text must hold for the pattern to match. */
  readonly needsOne?: number;
}

/** The patterns as objects of one shape, which are read faster. */
export function definePatterns(patterns: readonly Pattern[]): readonly Required<Pattern>[] {
  return patterns.map(({ pattern, score, reason, needs = 0, needsOne = -1 }) => ({
    pattern,
    score,
    reason,
    needs,
    needsOne,
  }));
}

/**
 * The worst of what the patterns find; each is asked only where it could make things worse, and where the text has its
 * characters. `classes` are those of the text, or more.
 */
export function worstMatch(text: string, patterns: readonly Required<Pattern>[], classes = -1): Hit | undefined {
  let worst: Hit | undefined;
  for (const { pattern, score, reason, needs, needsOne } of patterns) {
    if (worst && worst.score >= score) continue;
    if ((classes & needs) !== needs || !(classes & needsOne)) continue;
    const found = pattern.exec(text);
    if (found) worst = { score, offset: found.index, length: found[0].length, reason };
  }
  return worst;
}
