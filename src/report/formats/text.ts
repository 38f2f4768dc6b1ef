import { isDismissed, severities, severityRank, type Finding, type Run } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { groupByCause, groupCount, type CauseGroup } from '../causes.js';
import { defineFormat, type RenderOptions } from '../format.js';
import { makePaint, type Paint } from '../paint.js';
import { relativePath } from '../relative-path.js';

const indent = ' '.repeat(10);

/** A report that people read: what does not fit is grouped, and is whole in the file formats. */
const maxLines = 60;

/** Causes that are shown with places, and places of each. */
const maxCauses = 10;
const maxSamples = 3;

/** Notes of a run, and names of causes that are only counted. */
const maxNotes = 5;
const maxNames = 6;

interface View extends RenderOptions {
  readonly paint: Paint;
}

function flat(text: string): string {
  return visibleText(text.replaceAll(/\s+/g, ' ')).trim();
}

function wrap(text: string, width: number, prefix: string): string {
  const room = Math.max(40, width - prefix.length);
  const lines: string[] = [];
  let line = '';
  for (const word of flat(text).split(' ')) {
    if (line && line.length + word.length + 1 > room) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].join(`\n${prefix}`);
}

/** One line, cut where it does not fit. */
function cut(text: string, room: number): string {
  const shown = flat(text);
  const most = Math.max(24, room);
  return shown.length > most ? `${shown.slice(0, most - 1).trimEnd()}…` : shown;
}

function reachOf({ instances }: Finding): string {
  if (!instances || instances.count < 2) return '';
  return `${instances.count}${instances.of ? ` of ${instances.of}` : ''} ${instances.what}`;
}

function placeOf({ place }: Finding, { baseDir }: RenderOptions): string {
  return place ? `${relativePath(place.file, baseDir)}:${place.line}:${place.column}` : '';
}

function placeLine(finding: Finding, view: View): string | undefined {
  return visibleText([placeOf(finding, view), reachOf(finding)].filter(Boolean).join('  ·  ')) || undefined;
}

function row(finding: Finding, view: View): string {
  const { severity, confidence, message, ruleId, fingerprint, remedy } = finding;
  const { paint, width } = view;
  const unsure = confidence === 'confirmed' ? '' : ` (${confidence})`;
  const lines = [
    `${paint.severity(severity, severity.padEnd(9))} ${paint.bold(wrap(message, width, indent))}${unsure}`,
    `${indent}${paint.dim(`${fingerprint.slice(0, 8)}  ${ruleId}  ${[...finding.owasp, ...finding.cwe.map((cwe) => `CWE-${cwe}`)].join(' ')}`)}`,
  ];
  const at = placeLine(finding, view);
  if (at) lines.push(`${indent}${paint.dim(at)}`);
  lines.push(`${indent}fix: ${wrap(remedy, width, `${indent}     `)}`);
  return lines.join('\n');
}

/** A place of a cause on one line: the name by which the finding can be asked for, where it is, and what is there. */
function sample(finding: Finding, view: View): string {
  const { fingerprint, message, operationId } = finding;
  const at = flat(placeOf(finding, view) || operationId || '');
  const head = `${indent}${fingerprint.slice(0, 8)}  ${at}`;
  return `${view.paint.dim(head)}  ${cut(message, view.width - head.length - 2)}`;
}

/** Nothing where the message has the number itself. */
function countBeside(finding: Finding): string {
  return finding.message.includes(String(finding.instances?.count)) ? '' : reachOf(finding);
}

/** A cause in at most five lines. */
function causeBlock(group: CauseGroup, view: View): string {
  const { ruleId, severity, findings } = group;
  const { paint, width } = view;
  const [first] = findings as readonly [Finding, ...Finding[]];
  const isOne = findings.length === 1;
  const count = isOne ? countBeside(first) : groupCount(group);
  const tail = count ? `  ·  ${count}` : '';
  const title = cut(isOne ? first.message : `${first.title}`, width - indent.length - tail.length);
  const lines = [
    `${paint.severity(severity, severity.padEnd(9))} ${paint.bold(title)}${flat(tail) ? paint.dim(visibleText(tail)) : ''}`,
  ];
  if (isOne) {
    const head = [first.fingerprint.slice(0, 8), ruleId, placeOf(first, view)].filter(Boolean).join('  ');
    lines.push(`${indent}${paint.dim(flat(head).replaceAll(' ', '  '))}`);
  } else lines.push(...findings.slice(0, maxSamples).map((finding) => sample(finding, view)));
  const name = isOne ? '' : `${ruleId}  `;
  lines.push(`${indent}${paint.dim(name)}fix: ${cut(first.remedy, width - indent.length - name.length - 5)}`);
  return lines.join('\n');
}

/** What is not shown with places: by name, worst first. */
function restLine(groups: readonly CauseGroup[], paint: Paint): string[] {
  if (!groups.length) return [];
  const named = groups.slice(0, maxNames).map(({ ruleId, findings }) => `${ruleId} (${findings.length})`);
  const more = groups.length - named.length;
  const names = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return [paint.dim(visibleText(`${groups.length} more cause${groups.length === 1 ? '' : 's'}: ${names}`))];
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

function noteLines({ notes }: Run): readonly string[] {
  if (notes.length <= maxNotes) return notes;
  // The last ones are about the report itself.
  const shown = [...notes.slice(0, maxNotes - 2), ...notes.slice(-1)];
  return [...shown, `${notes.length - shown.length} more notes, in --format json`];
}

function tailLines(run: Run): string[] {
  const leftovers = (run.leftovers ?? []).map(
    ({ what, reproduce }) => `left behind: ${what}; remove it with: ${reproduce}`,
  );
  const skipped = byReason(run.skipped.map(({ id, reason }) => [id, reason])).map((line) => `skipped: ${line}`);
  return [...leftovers, ...skipped, ...noteLines(run), ...coverageLines(run)].map(visibleText);
}

function summary(run: Run, findings: readonly Finding[], paint: Paint): string {
  if (!findings.length) return paint.good(`0 findings${run.outcome === 'complete' ? '' : ' so far'}`);
  const counts = severities
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => paint.severity(severity, `${count} ${severity}`));
  return `${findings.length} finding${findings.length === 1 ? '' : 's'}: ${counts.join(', ')}`;
}

function assemble(blocks: readonly string[], tail: readonly string[]): string {
  return `${[...blocks, tail.join('\n')].join('\n\n')}\n`;
}

/** One block a finding: for reports that are read to the end. */
function detailed(findings: readonly Finding[], tail: readonly string[], view: View): string {
  const sorted = findings.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
  return assemble(
    sorted.map((finding) => row(finding, view)),
    tail,
  );
}

/** One block a cause, and as many of them as fit. */
function grouped(findings: readonly Finding[], tail: readonly string[], view: View): string {
  const groups = groupByCause(findings);
  const blocks: string[] = [];
  let left = maxLines - tail.length - 2;
  for (const group of groups.slice(0, maxCauses)) {
    const block = causeBlock(group, view);
    left -= block.split('\n').length + 1;
    if (left < 0 && blocks.length) break;
    blocks.push(block);
  }
  const hint = view.paint.dim('every finding: --format json, html or sarif');
  return assemble(blocks, [...restLine(groups.slice(blocks.length), view.paint), hint, ...tail]);
}

function render(run: Run, options: RenderOptions): string {
  const paint = makePaint(options.color);
  const view = { ...options, paint };
  const open = run.findings.filter(({ status }) => !isDismissed(status));
  const dismissed = run.findings.length - open.length;
  const tail = [
    ...(dismissed > 0 ? [paint.dim(`${dismissed} accepted or false positive, not shown`)] : []),
    ...tailLines(run),
    ...(run.outcome === 'complete' ? [] : [paint.bad(`This run is ${run.outcome}.`)]),
    paint.bold(summary(run, open, paint)),
  ];
  // Too many to be read one by one whatever their length: not even tried.
  if (open.length > maxLines / 4) return grouped(open, tail, view);
  const whole = detailed(open, tail, view);
  return whole.split('\n').length <= maxLines + 1 || open.length < 2 ? whole : grouped(open, tail, view);
}

/** For people: worst first, one fix each, at most 60 lines, the most important line last. */
export default defineFormat({ id: 'text', mediaType: 'text/plain', extension: 'txt', render });
