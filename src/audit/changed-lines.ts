/** Lines of a file that differ from an older version of it. */
export interface ChangedLines {
  /** Lines as they are now, both ends included. Where lines were taken out, the two between which they stood. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
  /** Text of the lines that are gone. */
  readonly removed: readonly string[];
}

/** A file that did not exist, or that nobody keeps versions of. */
export const allLines: ChangedLines = { spans: [{ from: 1, to: Infinity }], removed: [] };

/** Reads a unified diff of one file without context lines (`git diff --unified=0`). */
export function readDiff(diff: string): ChangedLines {
  const spans: { from: number; to: number }[] = [];
  const removed: string[] = [];
  let left = 0;
  for (const line of diff.split('\n')) {
    const hunk = left > 0 ? null : /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk) {
      const [, before = '1', start, count = '1'] = hunk;
      const from = Number(start);
      // Nothing stands there now: it was after the line that the hunk names.
      spans.push(count === '0' ? { from, to: from + 1 } : { from, to: from + Number(count) - 1 });
      left = Number(before) + Number(count);
    } else if (left > 0 && /^[-+]/.test(line)) {
      left -= 1;
      if (line.startsWith('-')) removed.push(line.slice(1));
    }
  }
  return { spans, removed };
}

/** Some changed line lies between two lines, both included. */
export function touches({ spans }: ChangedLines, from: number, to: number): boolean {
  return spans.some((span) => span.from <= to && span.to >= from);
}

/** A removed line held this key (YAML or JSON). */
export function lostKey({ removed }: ChangedLines, key: string): boolean {
  return removed.some((line) => {
    const text = line.trimStart();
    const bare = /^["']/.test(text) ? text.slice(1) : text;
    return bare.startsWith(key) && /^["']?\s*:/.test(bare.slice(key.length));
  });
}
