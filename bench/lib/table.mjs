/** Rows as aligned plain text: the first column to the left, the others to the right. */
export function table(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((row) => row[column].length)));
  const format = (row) =>
    row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0]))).join('  ').trimEnd();
  const [first, ...rest] = lines.map(format);
  return [first, widths.map((width) => '-'.repeat(width)).join('  '), ...rest].join('\n');
}
