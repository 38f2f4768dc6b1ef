/** Optimal string alignment distance, so that a swapped pair of letters counts once. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** The name nearest to `wanted` for a "did you mean", or undefined when none is near. */
export function nearest(wanted: string, names: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let found: string | undefined;
  let least = limit + 1;
  const lower = wanted.toLowerCase();
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > limit) continue;
    const far = distance(lower, name.toLowerCase());
    if (far < least) [found, least] = [name, far];
  }
  return found;
}

/** `did you mean "rateLimits"?`, or undefined when nothing is near. */
export function didYouMean(wanted: string, names: Iterable<string>): string | undefined {
  const name = nearest(wanted, names);
  return name === undefined ? undefined : `did you mean "${name}"?`;
}
