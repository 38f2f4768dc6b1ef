import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { Family } from '../../../src/core/inspection.js';
import { canonicalForms } from '../../../src/inspection/canonical.js';
import type { Part } from '../../../src/inspection/detector.js';
import { detectors } from '../../../src/inspection/detectors.js';
import { leavesOfJsonText } from '../../../src/inspection/nested-json.js';

/** A text, or a text at a certain place. */
export type Row = string | readonly [text: string, place: Partial<Part>];

interface Tables {
  /** Score 4 or more: denied in a field of a strict kind. */
  readonly mustFlag: readonly Row[];
  /** Score 3 or less. */
  readonly mustNotFlag: readonly Row[];
  /** Where the rows stand that do not say it. */
  readonly place?: Partial<Part>;
}

const denied = 4;
const fewest = 60;

/** The highest score of one detector for all readings of a text; 0 when it sees nothing. */
export function scoreOf(family: Family, text: string, place: Partial<Part> = {}): number {
  const detector = [...detectors].find(({ id }) => id === family)!;
  const part: Part = { in: 'body', isName: false, name: 'value', ...place };
  const texts = canonicalForms(text).forms.flatMap((form) => [
    form.text,
    ...leavesOfJsonText(form.text).map((leaf) => leaf.text),
  ]);
  return Math.max(0, ...texts.map((reading) => detector.detect(reading, part)?.score ?? 0));
}

function read(row: Row, place: Partial<Part> = {}): readonly [string, Partial<Part>] {
  return typeof row === 'string' ? [row, place] : [row[0], { ...place, ...row[1] }];
}

/** Declares the tests of one detector: what it must flag, what it must not, and that its time grows with the text. */
export function testTables(family: Family, { mustFlag, mustNotFlag, place }: Tables): void {
  const named = (row: Row): string => JSON.stringify(row).slice(0, 120);
  describe(`${family} flags`, () => {
    for (const row of mustFlag) {
      it(named(row), () => assert.ok(scoreOf(family, ...read(row, place)) >= denied));
    }
  });
  describe(`${family} does not flag`, () => {
    for (const row of mustNotFlag) {
      it(named(row), () => assert.ok(scoreOf(family, ...read(row, place)) < denied));
    }
  });
  test(`${family} has at least ${fewest} rows of each`, () => {
    assert.ok(mustFlag.length >= fewest && mustNotFlag.length >= fewest, `${mustFlag.length}, ${mustNotFlag.length}`);
    assert.equal(new Set([...mustFlag, ...mustNotFlag].map(named)).size, mustFlag.length + mustNotFlag.length);
  });
  testGrowth(family, [...mustFlag.map((row) => read(row)[0]).slice(0, 12), ...beginnings]);
}

/** What many a detector begins to read at. */
const beginnings = [
  '\n!@@',
  '\n((((',
  '(,,,\n',
  '%`&%`&',
  '<link a=b <a',
  "//x[y='z<a /'",
  "'or '",
  '${{{{',
  '/*/*/*',
  '[[[[[',
  '\\u00\\',
];

const lengths = { short: 62_500, long: 1_000_000 } as const;
/** Sixteen times as long may take this many times as long: quadratic growth would take 256 times. */
const mostGrowth = 48;
const leastMillis = 2;

/** CPU time of this process: a busy machine does not slow it. */
function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function millisFor(family: Family, seed: string, length: number): number {
  const text = seed.repeat(Math.ceil(length / seed.length)).slice(0, length);
  const detector = [...detectors].find(({ id }) => id === family)!;
  let best = Infinity;
  for (let round = 0; round < 2; round++) {
    const start = cpuMillis();
    detector.detect(text, { in: 'body', isName: false, name: 'value' });
    best = Math.min(best, cpuMillis() - start);
  }
  return Math.max(best, leastMillis);
}

/** Heads of attacks, repeated: each time a detector begins to read, and is disappointed. */
function testGrowth(family: Family, seeds: readonly string[]): void {
  test(`${family} needs time in proportion to the text, up to 1 MB`, () => {
    for (const seed of seeds.map((text) => text.slice(0, Math.ceil(text.length * 0.6)))) {
      const [short, long] = [millisFor(family, seed, lengths.short), millisFor(family, seed, lengths.long)];
      assert.ok(long / short < mostGrowth, `${JSON.stringify(seed)}: ${short} ms, ${long} ms`);
    }
  });
}
