import { parseRegex, type CharSet, type RegexNode } from './regex-parse.js';

/** Larger patterns are not judged: the pairs of their positions grow with the square. */
const maxPositions = 160;

/** A bounded repetition from this length on is as bad as an endless one. */
const longRepeat = 10;

/** The positions of a pattern (Glushkov's automaton) with all ways from one to the next. */
interface Automaton {
  readonly sets: readonly CharSet[];
  /** From position -> to position -> number of ways the engine can take that step. */
  readonly follow: readonly Map<number, number>[];
}

/** A part of the pattern: what it can begin and end with. Lists may repeat a position: each is one way. */
interface Part {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const nothing: Part = { nullable: true, first: [], last: [] };

class TooLarge extends Error {}

class Builder {
  readonly sets: CharSet[] = [];
  readonly follow: Map<number, number>[] = [];

  build(node: RegexNode): Part {
    if (node.kind === 'empty') return nothing;
    if (node.kind === 'set') return this.#position(node.set);
    if (node.kind === 'repeat') return this.#repeat(node);
    const parts = node.parts.map((part) => this.build(part));
    return node.kind === 'choice' ? choose(parts) : this.#chain(parts);
  }

  #position(set: CharSet): Part {
    if (this.sets.length >= maxPositions) throw new TooLarge();
    const at = this.sets.push(set) - 1;
    this.follow.push(new Map());
    return { nullable: false, first: [at], last: [at] };
  }

  #chain(parts: readonly Part[]): Part {
    return parts.reduce((before, after) => {
      this.#link(before.last, after.first);
      return {
        nullable: before.nullable && after.nullable,
        first: before.nullable ? [...before.first, ...after.first] : before.first,
        last: after.nullable ? [...before.last, ...after.last] : after.last,
      };
    }, nothing);
  }

  /** Short repetitions are written out; long ones loop. */
  #repeat({ of, min, max }: Extract<RegexNode, { kind: 'repeat' }>): Part {
    if (max < longRepeat) {
      const copies = Array.from({ length: max }, (_, i) => {
        const copy = this.build(of);
        return i < min ? copy : { ...copy, nullable: true };
      });
      return this.#chain(copies);
    }
    const isExact = min === max;
    const part = this.build(of);
    if (!isExact || hasLoop(of)) this.#link(part.last, part.first);
    return { ...part, nullable: part.nullable || min === 0 };
  }

  #link(from: readonly number[], to: readonly number[]): void {
    for (const one of from) {
      const ways = this.follow[one]!;
      for (const next of to) ways.set(next, (ways.get(next) ?? 0) + 1);
    }
  }
}

function hasLoop(node: RegexNode): boolean {
  if (node.kind === 'repeat') return node.max >= longRepeat || hasLoop(node.of);
  return node.kind === 'sequence' || node.kind === 'choice' ? node.parts.some(hasLoop) : false;
}

function choose(parts: readonly Part[]): Part {
  return {
    nullable: parts.some(({ nullable }) => nullable),
    first: parts.flatMap(({ first }) => first),
    last: parts.flatMap(({ last }) => last),
  };
}

function automatonOf(pattern: string): Automaton | undefined {
  const tree = parseRegex(pattern);
  if (!tree) return undefined;
  const builder = new Builder();
  try {
    builder.build(tree);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
  return builder;
}

/** Everything reachable from a start in one or more steps. */
function reach(start: number, next: (from: number) => Iterable<number>): ReadonlySet<number> {
  const seen = new Set<number>();
  const stack = [start];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const to of next(at)) {
      if (seen.has(to)) continue;
      seen.add(to);
      stack.push(to);
    }
  }
  return seen;
}

/** A step that the engine can take in two ways, inside a loop: `(a+)+`. */
function hasDoubleStep({ follow }: Automaton): boolean {
  return follow.some((ways, from) =>
    [...ways].some(([to, count]) => count > 1 && (to === from || reach(to, (at) => follow[at]!.keys()).has(from))),
  );
}

/** Two different ways from a position back to itself with the same text: `(a|a)*`, `(a|b|ab)*`. */
function hasDoubleLoop({ sets, follow }: Automaton): boolean {
  const size = sets.length;
  function* pairs(from: number): Iterable<number> {
    for (const a of follow[Math.floor(from / size)]!.keys()) {
      for (const b of follow[from % size]!.keys()) if (sets[a]! & sets[b]!) yield a * size + b;
    }
  }
  for (let position = 0; position < size; position++) {
    const start = position * size + position;
    const ahead = reach(start, pairs);
    if (!ahead.has(start)) continue;
    for (const pair of ahead) {
      if (Math.floor(pair / size) !== pair % size && reach(pair, pairs).has(start)) return true;
    }
  }
  return false;
}

/** Can the text after the loop still be wrong? Without an end anchor the engine stops at the first match. */
function canFail(pattern: string): boolean {
  return /(^|[^\\])(\\\\)*\$/.test(pattern);
}

/**
 * True when a backtracking engine needs time exponential in the length of some text (CWE-1333): two ways lead through
 * the same loop with the same text. False where that is not certain: look-around, back references, huge patterns.
 */
export function isExponential(pattern: string): boolean {
  const known = verdicts.get(pattern);
  if (known !== undefined) return known;
  if (verdicts.size >= maxRemembered) verdicts.clear();
  const verdict = judge(pattern);
  verdicts.set(pattern, verdict);
  return verdict;
}

/** A large contract has few patterns, each of them many times. */
const maxRemembered = 2_000;
const verdicts = new Map<string, boolean>();

function judge(pattern: string): boolean {
  if (pattern.length > 2_000 || !/[*+{]/.test(pattern) || !canFail(pattern)) return false;
  const automaton = automatonOf(pattern);
  return automaton !== undefined && (hasDoubleStep(automaton) || hasDoubleLoop(automaton));
}
