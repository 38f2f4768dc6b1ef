import { popularNames } from './popular-names.js';

/** Short names are all near each other: `ms`, `qs`, `ws`. */
const leastLength = 5;

/** One letter more, less, other, or two swapped: all the ways to slip on a keyboard. */
export function isOneEditAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (restA.length > restB.length) return restA.slice(1) === restB;
  if (restA.length < restB.length) return restA === restB.slice(1);
  if (restA.slice(1) === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}

/** Popular names by length: a look-alike is at most one letter longer or shorter. */
const byLength = new Map<number, readonly string[]>();

function candidates(length: number): readonly string[] {
  if (!byLength.size) {
    for (const name of popularNames) byLength.set(name.length, [...(byLength.get(name.length) ?? []), name]);
  }
  return [length - 1, length, length + 1].flatMap((one) => byLength.get(one) ?? []);
}

/** Words that packages of one family differ in: `css-what` and `css-that` are slips, `es6-map` and `es5-map` are not. */
const differsInNumber = (a: string, b: string): boolean => a.replaceAll(/\d/g, '') === b.replaceAll(/\d/g, '');

/** `promise` and `promises`, `color` and `colors`: both may be real; only a name that nobody knows is suspect. */
export function lookalikeOf(name: string): string | undefined {
  if (popularNames.has(name) || name.length < leastLength) return undefined;
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/') + 1) : '';
  // Inside a scope that its owner holds, nobody else can put a name.
  if (scope && [...popularNames].some((known) => known.startsWith(scope))) return undefined;
  return candidates(name.length).find(
    (known) => known.length >= leastLength && isOneEditAway(name, known) && !differsInNumber(name, known),
  );
}
