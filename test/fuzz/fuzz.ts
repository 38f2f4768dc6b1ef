import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import * as fc from 'fast-check';

/** How long each parser is fuzzed: a little in CI, `PORTCULLIS_FUZZ_SECONDS` at night. */
const seconds = Number(process.env.PORTCULLIS_FUZZ_SECONDS ?? 1.2);

/** A small input takes no longer. */
const mostMillis = 50;

/** Tries inputs until the time is over. What fails is printed with its seed, smallest form first. */
export function fuzz<T>(inputs: fc.Arbitrary<T>, tryOne: (input: T) => void): void {
  const property = fc.property(inputs, (input) => {
    const millis = timed(tryOne, input);
    if (millis <= mostMillis) return;
    // The collector or another process may have taken the time: what is slow is slow again.
    const again = Math.min(timed(tryOne, input), timed(tryOne, input), timed(tryOne, input));
    assert.ok(again <= mostMillis, `took ${Math.round(again)} ms`);
  });
  fc.assert(property, { interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false, numRuns: 10_000_000 });
}

function timed<T>(tryOne: (input: T) => void, input: T): number {
  const before = performance.now();
  tryOne(input);
  return performance.now() - before;
}

const anyCharacters = fc
  .array(fc.integer({ min: 0, max: 0x10_ffff }), { maxLength: 3 })
  .map((points) => String.fromCodePoint(...points));

/** Texts made of pieces that matter to a parser, with a little of anything between them. */
export function textOf(...pieces: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
    { weight: 1, arbitrary: anyCharacters },
  );
  return fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));
}

/** The same text repeated: what is slow by its length shows. */
export function longTextOf(...pieces: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(textOf(...pieces), fc.constantFrom(...pieces), fc.integer({ min: 0, max: 400 }))
    .map(([text, piece, times]) => text + piece.repeat(times) + text);
}
