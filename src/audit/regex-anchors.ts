/** Where a class that begins at `at` ends. */
function endOfClass(pattern: string, at: number): number {
  for (let i = at + 1; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === ']' && i > at + 1) return i;
  }
  return pattern.length - 1;
}

/** The alternatives of a pattern at its top level; the pattern itself where there is no `|`. */
export function alternativesOf(pattern: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') i++;
    else if (char === '[') i = endOfClass(pattern, i);
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '|' && depth === 0) {
      found.push(pattern.slice(start, i));
      start = i + 1;
    }
  }
  return [...found, pattern.slice(start)];
}

/** What is inside the one group that a pattern consists of; undefined where it is no such group. */
export function wholeGroup(pattern: string): string | undefined {
  const open = /^\((\?:)?(?!\?)/.exec(pattern)?.[0];
  if (open === undefined) return undefined;
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') i++;
    else if (char === '[') i = endOfClass(pattern, i);
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0)
      return i === pattern.length - 1 ? pattern.slice(open.length, -1) : undefined;
  }
  return undefined;
}

/** Text that stands for itself: no class, no loop, no wildcard. */
const literal = /^(?:[\w \-:;,@#%&=~'"/{}<>!]|\\[^A-Za-z0-9])+$/;

/**
 * A pattern that is meant to be found anywhere: "has at least one of these", as in `\S` and `[A-Z]`; a fixed text that
 * must occur; texts with anything between them; anything at all.
 */
export function isSearchByDesign(pattern: string): boolean {
  if (pattern === '' || literal.test(pattern) || /^\^?\.[*+]\$?$/.test(pattern)) return true;
  if (/(\.|\[\\s\\S\]|\[\\S\\s\]|\[\\w\\W\]|\[\\d\\D\]|\[\^\])[*+]/.test(pattern) && !/^\^|\$$/.test(pattern))
    return true;
  return /^(\.|\\[SswWdDpP](\{\w+\})?|\[[^\]]*\]|\(\?[!=][^()]*\))[+*]?$/.test(pattern);
}
