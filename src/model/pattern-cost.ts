/** What a pattern's quantifiers say about the time it may take in a backtracking engine. */
interface Cost {
  /** Quantifiers without an upper bound. */
  unbounded: number;
  /** Ways to choose the counts of the bounded ones. */
  ways: number;
  /** A repeated group holds a choice: the ways multiply with every round. */
  nested: boolean;
}

interface Quantifier {
  readonly end: number;
  readonly min: number;
  readonly max: number;
}

const maxWays = 4_096;

function quantifierAt(pattern: string, at: number): Quantifier | undefined {
  const sign = pattern[at];
  const simple = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] }[sign ?? ''];
  if (simple) return { end: at + 1, min: simple[0]!, max: simple[1]! };
  const [text, low, comma, high] = /^\{(\d+)(,?)(\d*)\}/.exec(pattern.slice(at, at + 24)) ?? [];
  if (text === undefined) return undefined;
  const min = Number(low);
  return { end: at + text.length, min, max: comma ? (high ? Number(high) : Infinity) : min };
}

/** End of the character class that starts at `at`. */
export function endOfClass(pattern: string, at: number): number {
  let i = at + 1;
  while (i < pattern.length && pattern[i] !== ']') i += pattern[i] === '\\' ? 2 : 1;
  return i + 1;
}

/** Index after the parenthesis that closes the group that opens at `at`. */
export function endOfGroup(pattern: string, at: number): number {
  let depth = 0;
  for (let i = at; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') i += 1;
    else if (char === '[') i = endOfClass(pattern, i) - 1;
    else if (char === '(') depth += 1;
    else if (char === ')' && --depth === 0) return i + 1;
  }
  return pattern.length;
}

/** End of the atom (escape, class, group or letter) that starts at `at`. */
function endOfAtom(pattern: string, at: number): number {
  const char = pattern[at];
  if (char === '(') return endOfGroup(pattern, at);
  if (char === '[') return endOfClass(pattern, at);
  if (char !== '\\') return at + 1;
  const [text] = /^\\(?:[pPu]\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|k<[^>]*>|.)/s.exec(pattern.slice(at)) ?? ['\\'];
  return at + text.length;
}

function costOf(pattern: string): Cost {
  const cost: Cost = { unbounded: 0, ways: 1, nested: false };
  for (let i = 0; i < pattern.length;) {
    const end = endOfAtom(pattern, i);
    const atom = pattern.slice(i, end);
    const quantifier = quantifierAt(pattern, end);
    const inside = atom.startsWith('(') ? costOf(atom.slice(1, -1)) : undefined;
    if (inside) {
      cost.unbounded += inside.unbounded;
      cost.ways *= inside.ways;
      cost.nested ||= inside.nested;
    }
    if (quantifier) addQuantifier(cost, quantifier, inside, atom);
    i = quantifier ? quantifier.end + (pattern[quantifier.end] === '?' ? 1 : 0) : end;
  }
  return cost;
}

function addQuantifier(cost: Cost, { min, max }: Quantifier, inside: Cost | undefined, atom: string): void {
  if (max === Infinity) cost.unbounded += 1;
  else cost.ways *= max - min + 1;
  const choice = inside && (inside.unbounded > 0 || inside.ways > 1 || atom.includes('|'));
  if (choice && max > 1) cost.nested = true;
}

/**
 * Whether a backtracking engine surely takes linear time: nothing is repeated that holds a choice, and at most one
 * quantifier is unbounded, which then must be anchored at the start. Cautious: a linear pattern may be called unsafe.
 */
export function isPlainlyLinear(pattern: string): boolean {
  if (/\\(?:[1-9]|k<)/.test(pattern)) return false;
  const { unbounded, ways, nested } = costOf(pattern);
  if (nested || ways > maxWays) return false;
  return unbounded === 0 || (unbounded === 1 && pattern.startsWith('^') && !pattern.includes('|'));
}
