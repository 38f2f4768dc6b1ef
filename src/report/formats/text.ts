import { isDismissed, severities, severityRank, type Finding, type Run } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
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
  for (const word of visibleText(text.replaceAll(/\s+/g, ' ')).trim().split(' ')) {
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
  return visibleText([at, more].filter(Boolean).join('  ·  ')) || undefined;
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

/** Names that share a reason are listed once, and not all of them. */
function byReason(pairs: readonly (readonly [name: string, reason: string])[]): string[] {
  const groups = new Map<string, string[]>();
  for (const [name, reason] of pairs) groups.set(reason, [...(groups.get(reason) ?? []), name]);
  return [...groups].map(([reason, names]) => {
    const shown = names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
    return `${shown} (${reason})`;
  });
}

function coverageLines(run: Run): string[] {
  const { coverage } = run;
  if (!coverage || run.kind !== 'pentest') return [];
  return [
    ...byReason(Object.entries(coverage.unreached)).map((line) => `not reached: ${line}`),
    `operations reached ${coverage.reached}/${coverage.operations}, ${run.requests ?? 0} requests`,
  ];
}

function tailLines(run: Run): string[] {
  const leftovers = (run.leftovers ?? []).map(
    ({ what, reproduce }) => `left behind: ${what}; remove it with: ${reproduce}`,
  );
  const skipped = byReason(run.skipped.map(({ id, reason }) => [id, reason])).map((line) => `skipped: ${line}`);
  return [...leftovers, ...skipped, ...run.notes, ...coverageLines(run)].map(visibleText);
}

function summary(run: Run, findings: readonly Finding[], paint: Paint): string {
  if (!findings.length) return paint.good(`0 findings${run.outcome === 'complete' ? '' : ' so far'}`);
  const counts = severities
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => paint.severity(severity, `${count} ${severity}`));
  return `${findings.length} finding${findings.length === 1 ? '' : 's'}: ${counts.join(', ')}`;
}

function render(run: Run, options: RenderOptions): string {
  const paint = makePaint(options.color);
  const open = run.findings.filter(({ status }) => !isDismissed(status));
  const dismissed = run.findings.length - open.length;
  const sorted = [...open].sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const blocks = sorted.slice(0, maxRows).map((finding) => row(finding, options, paint));
  const rest = sorted.length - blocks.length;
  const tail = [
    ...(rest > 0 ? [paint.dim(`${rest} more, in --format json or sarif`)] : []),
    ...(dismissed > 0 ? [paint.dim(`${dismissed} accepted or false positive, not shown`)] : []),
    ...tailLines(run),
    ...(run.outcome === 'complete' ? [] : [paint.bad(`This run is ${run.outcome}.`)]),
    paint.bold(summary(run, open, paint)),
  ];
  return `${[...blocks, tail.join('\n')].join('\n\n')}\n`;
}

/** For people: worst first, one fix each, the most important line last. */
export default defineFormat({ id: 'text', mediaType: 'text/plain', extension: 'txt', render });
