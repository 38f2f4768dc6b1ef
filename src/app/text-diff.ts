const context = 3;
/** Beyond this the changed middle is shown as removed and added whole: the table would be too large. */
const mostCells = 4_000_000;

interface Step {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** A unified diff of two texts, or nothing when they are equal. */
export function textDiff(before: string, after: string, name: string): string {
  if (before === after) return '';
  const steps = stepsOf(linesOf(before), linesOf(after));
  const hunks = hunksOf(steps);
  return [`--- a/${name}`, `+++ b/${name}`, ...hunks].join('\n') + '\n';
}

/** Lines without their end; a last one that has none says so, as `diff` does. */
function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  const last = lines.pop()!;
  return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

function stepsOf(a: readonly string[], b: readonly string[]): readonly Step[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const same = (lines: readonly string[]): Step[] => lines.map((line) => ({ sign: ' ', line }));
  const middle = middleSteps(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return [...same(a.slice(0, head)), ...middle, ...same(a.slice(a.length - tail))];
}

/** Longest common subsequence, by the table. */
function middleSteps(a: readonly string[], b: readonly string[]): readonly Step[] {
  const removed = a.map((line): Step => ({ sign: '-', line }));
  const added = b.map((line): Step => ({ sign: '+', line }));
  if (a.length * b.length > mostCells || !a.length || !b.length) return [...removed, ...added];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      lengths[at] = a[i] === b[j] ? lengths[at + width + 1]! + 1 : Math.max(lengths[at + width]!, lengths[at + 1]!);
    }
  }
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      steps.push({ sign: ' ', line: a[i]! });
      [i, j] = [i + 1, j + 1];
    } else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) steps.push(removed[i++]!);
    else steps.push(added[j++]!);
  }
  return [...steps, ...removed.slice(i), ...added.slice(j)];
}

function hunksOf(steps: readonly Step[]): readonly string[] {
  const near = steps.map((_, n) =>
    steps.slice(Math.max(0, n - context), n + context + 1).some(({ sign }) => sign !== ' '),
  );
  const out: string[] = [];
  let [left, right] = [1, 1];
  for (let n = 0; n < steps.length;) {
    if (!near[n]) {
      [left, right, n] = [left + 1, right + 1, n + 1];
      continue;
    }
    let end = n;
    while (end < steps.length && near[end]) end += 1;
    const hunk = steps.slice(n, end);
    const olds = hunk.filter(({ sign }) => sign !== '+').length;
    const news = hunk.filter(({ sign }) => sign !== '-').length;
    out.push(
      `@@ -${olds ? left : left - 1},${olds} +${news ? right : right - 1},${news} @@`,
      ...hunk.map(({ sign, line }) => `${sign}${line}`),
    );
    [left, right, n] = [left + olds, right + news, end];
  }
  return out;
}
