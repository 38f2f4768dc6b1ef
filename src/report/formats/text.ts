import { severities, severityRank, type Finding, type Run } from '../../core/finding.js';
import { defineFormat, type RenderOptions } from '../format.js';
import { makePaint, type Paint } from '../paint.js';
import { relativePath } from '../relative-path.js';

const indent = ' '.repeat(10);

/** At most so many findings on one screen; the file formats have them all. */
const maxRows = 25;

function wrap(text: string, width: number, prefix: string): string {
  const room = Math.max(40, width - prefix.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && line.length + word.length + 1 > room) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].join(`\n${prefix}`);
}

function placeLine(finding: Finding, { baseDir }: RenderOptions): string | undefined {
  const { place, instances } = finding;
  const more =
    instances && instances.count > 1
      ? `${instances.count}${instances.of ? ` of ${instances.of}` : ''} ${instances.what}`
      : '';
  const at = place ? `${relativePath(place.file, baseDir)}:${place.line}:${place.column}` : '';
  return [at, more].filter(Boolean).join('  ·  ') || undefined;
}

function row(finding: Finding, options: RenderOptions, paint: Paint): string {
  const { severity, confidence, message, ruleId, fingerprint, remedy } = finding;
  const unsure = confidence === 'confirmed' ? '' : ` (${confidence})`;
  const lines = [
    `${paint.severity(severity, severity.padEnd(9))} ${paint.bold(wrap(message, options.width, indent))}${unsure}`,
    `${indent}${paint.dim(`${fingerprint.slice(0, 8)}  ${ruleId}  ${[...finding.owasp, ...finding.cwe.map((cwe) => `CWE-${cwe}`)].join(' ')}`)}`,
  ];
  const at = placeLine(finding, options);
  if (at) lines.push(`${indent}${paint.dim(at)}`);
  lines.push(`${indent}fix: ${wrap(remedy, options.width, `${indent}     `)}`);
  return lines.join('\n');
}

function coverageLines(run: Run): string[] {
  const { coverage } = run;
  if (!coverage || run.kind !== 'pentest') return [];
  const lines = [`operations reached ${coverage.reached}/${coverage.operations}, ${run.requests ?? 0} requests`];
  for (const [operation, reason] of Object.entries(coverage.unreached))
    lines.push(`  not reached: ${operation} (${reason})`);
  return lines;
}

/** Reasons that many checks share are said once. */
function skippedLines(run: Run): string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, reason } of run.skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  return [...byReason].map(([reason, ids]) => {
    const names = ids.length > 4 ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more` : ids.join(', ');
    return `skipped: ${names} (${reason})`;
  });
}

function summary(run: Run, paint: Paint): string {
  if (!run.findings.length) return paint.good(`0 findings${run.outcome === 'complete' ? '' : ' so far'}`);
  const counts = severities
    .map((severity) => ({ severity, count: run.findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => paint.severity(severity, `${count} ${severity}`));
  return `${run.findings.length} finding${run.findings.length === 1 ? '' : 's'}: ${counts.join(', ')}`;
}

function render(run: Run, options: RenderOptions): string {
  const paint = makePaint(options.color);
  const sorted = [...run.findings].sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const shown = sorted.slice(0, maxRows);
  const rest = sorted.length - shown.length;
  const blocks = shown.map((finding) => row(finding, options, paint));
  const tail = [
    ...(rest > 0 ? [paint.dim(`${rest} more, in --format json or sarif`)] : []),
    ...(run.leftovers ?? []).map(({ what, reproduce }) => `left behind: ${what}; remove it with: ${reproduce}`),
    ...skippedLines(run),
    ...run.notes,
    ...coverageLines(run),
    ...(run.outcome === 'complete' ? [] : [paint.bad(`This run is ${run.outcome}.`)]),
    paint.bold(summary(run, paint)),
  ];
  return `${[...blocks, tail.join('\n')].join('\n\n')}\n`;
}

/** For people: worst first, one fix each, the most important line last. */
export default defineFormat({ id: 'text', mediaType: 'text/plain', extension: 'txt', render });
