import type { App } from '../app/app.js';
import { PortcullisError } from '../core/errors.js';
import { isAtLeast, isDismissed, type Run, type Severity } from '../core/finding.js';
import { didYouMean } from '../core/nearest.js';
import { visibleText } from '../core/visible-text.js';
import { formats } from '../report/formats.js';
import type { Command } from './command.js';
import { reportFolder, tellWorkflow, withoutCommands } from './github-workflow.js';

/** Writes a run in the format of `--format`; inside a GitHub workflow the workflow is told as well. */
export function writeRun(run: Run, app: App): void {
  const format = formats.get(app.format ?? 'text')!;
  const baseDir = reportFolder(app, format.id);
  const text = format.render(run, { color: app.color, width: app.width, baseDir });
  tellWorkflow(run, app);
  app.write(app.output === undefined ? withoutCommands(app, format.id, text) : text);
}

/** For commands whose result is no run: text for people or one JSON document. */
export function writeResult(app: App, value: unknown, text: () => string): void {
  app.write(app.format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : text());
}

/** Checks `--format` before any work is done: a key that was made but not shown would be lost. */
export function checkFormat(
  { isReport = false, formats: own = ['text', 'json'] }: Pick<Command, 'isReport' | 'formats'>,
  wanted: string | undefined,
): void {
  const known = isReport ? formats.ids : own;
  if (wanted === undefined || known.includes(wanted)) return;
  throw new PortcullisError('USAGE', `--format does not know "${wanted}"${isReport ? '' : ' here'}`, {
    expected: `one of ${known.join(', ')}`,
    hint: didYouMean(wanted, known),
  });
}

/** Exit code of a run: findings at or above the floor come before incompleteness. */
export function exitCodeOf(run: Run, failOn: Severity | 'none'): number {
  if (run.outcome === 'interrupted') return 130;
  const counts = run.findings.some(
    ({ severity, status }) => failOn !== 'none' && isAtLeast(severity, failOn) && !isDismissed(status),
  );
  if (counts) return 1;
  return run.outcome === 'complete' ? 0 : 3;
}

/** Rows as aligned columns; the last column is not padded. Cells are shown as text, whatever they hold. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(visibleText));
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join('  ');
  return `${rows.map((row) => line(row).trimEnd()).join('\n')}\n`;
}
