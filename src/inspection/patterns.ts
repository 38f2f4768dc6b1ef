import type { Hit, Score } from './detector.js';

/** A bounded pattern without nested repetition: linear on any text. */
export interface Pattern {
  readonly pattern: RegExp;
  readonly score: Score;
  readonly reason: string;
}

/** The worst of what the patterns find; each is asked only where it could make things worse. */
export function worstMatch(text: string, patterns: readonly Pattern[]): Hit | undefined {
  let worst: Hit | undefined;
  for (const { pattern, score, reason } of patterns) {
    if (worst && worst.score >= score) continue;
    const found = pattern.exec(text);
    if (found) worst = { score, offset: found.index, length: found[0].length, reason };
  }
  return worst;
}
