import type { App } from '../app/app.js';
import { PortcullisError } from '../core/errors.js';
import { isAtLeast, type Run, type Severity } from '../core/finding.js';
import { didYouMean } from '../core/nearest.js';
import { formats } from '../report/formats.js';

/** Writes a run in the format of `--format`. */
export function writeRun(run: Run, app: App): void {
  const wanted = app.format ?? 'text';
  const format = formats.get(wanted);
  if (!format) {
    throw new PortcullisError('USAGE', `--format does not know "${wanted}"`, {
      expected: `one of ${formats.ids.join(', ')}`,
      hint: didYouMean(wanted, formats.ids),
    });
  }
  app.write(format.render(run, { color: app.color, width: app.width, baseDir: app.cwd }));
}

/** For commands whose result is no run: text for people or one JSON document. */
export function writeResult(app: App, value: unknown, text: () => string): void {
  const wanted = app.format ?? 'text';
  if (wanted === 'json') return app.write(`${JSON.stringify(value, null, 2)}\n`);
  if (wanted === 'text') return app.write(text());
  throw new PortcullisError('USAGE', `--format does not know "${wanted}" here`, { expected: 'text or json' });
}

/** Checks `--format` before any work is done. */
export function checkFormat(app: App): void {
  if (app.format === undefined || formats.get(app.format)) return;
  throw new PortcullisError('USAGE', `--format does not know "${app.format}"`, {
    expected: `one of ${formats.ids.join(', ')}`,
    hint: didYouMean(app.format, formats.ids),
  });
}

/** Exit code of a run: findings at or above the floor come before incompleteness. */
export function exitCodeOf(run: Run, failOn: Severity | 'none'): number {
  if (run.outcome === 'interrupted') return 130;
  const counts = run.findings.some(
    ({ severity, status }) =>
      failOn !== 'none' && isAtLeast(severity, failOn) && status !== 'accepted' && status !== 'false-positive',
  );
  if (counts) return 1;
  return run.outcome === 'complete' ? 0 : 3;
}

/** Rows as aligned columns; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ');
  return `${rows.map((row) => line(row).trimEnd()).join('\n')}\n`;
}
