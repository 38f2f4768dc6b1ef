import { isDismissed, type Cell, type Finding, type Run } from '../../core/finding.js';
import { visibleLines, visibleText } from '../../core/visible-text.js';
import { escapeMarkup } from '../escape.js';
import { references } from '../findings-by.js';
import { defineFormat } from '../format.js';
import { relativePath } from '../relative-path.js';

/** U+FFFE and U+FFFF may not stand in XML, not even as references (XML 1.0, 2.2). */
function xml(text: string): string {
  return escapeMarkup(visibleLines(text).replaceAll(/[\uFFFE\uFFFF]/g, '\uFFFD'));
}

/** For attributes: a parser makes a blank of a line end (XML 1.0, 3.3.3). */
function attribute(text: string): string {
  return xml(visibleText(text));
}

function seconds({ startedAt, finishedAt }: Run): string {
  return ((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(3);
}

function failureText(finding: Finding, baseDir: string): string {
  const { place, message, remedy, reproduce } = finding;
  const at = place ? `${relativePath(place.file, baseDir)}:${place.line}:${place.column}: ` : '';
  const lines = [`${at}${visibleText(message)}`, `fix: ${remedy}`, references(finding), finding.fingerprint];
  return [...lines, ...(reproduce ? ['reproduce:', reproduce] : [])].map(xml).join('\n');
}

function failure(finding: Finding, baseDir: string): string {
  const tag = isDismissed(finding.status) ? 'skipped' : 'failure';
  const type = tag === 'failure' ? ` type="${finding.severity}"` : '';
  return `<${tag} message="${attribute(finding.message)}"${type}>${failureText(finding, baseDir)}</${tag}>`;
}

function findingCase(finding: Finding, baseDir: string): string {
  const name = `${finding.operationId ?? finding.api} ${finding.fingerprint.slice(0, 8)}`;
  return `    <testcase classname="${attribute(finding.ruleId)}" name="${attribute(name)}">${failure(finding, baseDir)}</testcase>`;
}

function cellCase(operation: string, id: string, cell: Cell): string {
  const head = `    <testcase classname="${attribute(id)}" name="${attribute(operation)}"`;
  if ('probes' in cell) return `${head}/>`;
  return `${head}><skipped message="${attribute(`${cell.state}: ${cell.reason}`)}"/></testcase>`;
}

/** A pentest: a case for each operation and check. One that failed is there as its findings. */
function matrixCases({ coverage, findings }: Run, baseDir: string): readonly string[] {
  const quiet = Object.entries(coverage?.cells ?? {}).flatMap(([operation, cells]) =>
    Object.entries(cells)
      .filter(([, { state }]) => state !== 'failed')
      .map(([id, cell]) => cellCase(operation, id, cell)),
  );
  return [...findings.map((finding) => findingCase(finding, baseDir)), ...quiet].sort();
}

/** One case a finding of the rule; a rule that ran and found nothing is a case that passed. */
function ruleCases(run: Run, baseDir: string): readonly string[] {
  return ruleIds(run).flatMap((ruleId) => {
    const found = run.findings.filter((finding) => finding.ruleId === ruleId);
    if (found.length === 0) return [`    <testcase classname="${attribute(ruleId)}" name="nothing found"/>`];
    return found.map((finding) => findingCase(finding, baseDir));
  });
}

/** Rules that ran: those that looked somewhere, and those that found something. What was skipped passed nothing. */
function ruleIds({ coverage, findings }: Run): readonly string[] {
  const cells = Object.values(coverage?.cells ?? {}).flatMap((ofOperation) => Object.entries(ofOperation));
  const covered = cells.filter(([, { state }]) => state === 'passed' || state === 'failed').map(([id]) => id);
  return [...new Set([...covered, ...findings.map(({ ruleId }) => ruleId)])].sort();
}

function render(run: Run, { baseDir }: { readonly baseDir: string }): string {
  const isPentest = run.kind === 'pentest';
  const body = isPentest ? matrixCases(run, baseDir) : ruleCases(run, baseDir);
  // Of a pentest the cells say it already.
  const skipped = (isPentest && run.coverage ? [] : run.skipped).map(
    ({ id, reason }) =>
      `    <testcase classname="${attribute(id)}" name="skipped"><skipped message="${attribute(reason)}"/></testcase>`,
  );
  const all = [...body, ...skipped];
  const failures = all.filter((line) => line.includes('<failure ')).length;
  const passedOver = all.filter((line) => line.includes('<skipped ')).length;
  const counts = `tests="${all.length}" failures="${failures}" errors="0" time="${seconds(run)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="portcullis ${run.kind}" ${counts}>`,
    `  <testsuite name="portcullis ${run.kind}" ${counts} skipped="${passedOver}" timestamp="${run.startedAt.replace(/\.\d+Z$/, '')}">`,
    ...all,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/**
 * JUnit XML, as Jenkins and GitLab read it, in classes by rule or check. An audit: a case a finding. A pentest: a case for
 * each operation and check, skipped with its reason. Accepted findings are skipped cases.
 */
export default defineFormat({ id: 'junit', mediaType: 'application/xml', extension: 'xml', render });
