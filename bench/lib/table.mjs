/** Rows as aligned plain text: the first `left` columns to the left, the others to the right. */
export function table(head, rows, left = 1) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((row) => row[column].length)));
  const pad = (cell, column) => (column < left ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  const [first, ...rest] = lines.map((row) => row.map(pad).join('  ').trimEnd());
  return [first, widths.map((width) => '-'.repeat(width)).join('  '), ...rest].join('\n');
}
