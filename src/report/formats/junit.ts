import { isDismissed, type Finding, type Run } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { escapeMarkup } from '../escape.js';
import { references } from '../findings-by.js';
import { defineFormat } from '../format.js';
import { relativePath } from '../relative-path.js';

function xml(text: string): string {
  return escapeMarkup(visibleText(text));
}

function seconds({ startedAt, finishedAt }: Run): string {
  return ((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(3);
}

function failureText(finding: Finding, baseDir: string): string {
  const { place, message, remedy, reproduce } = finding;
  const at = place ? `${relativePath(place.file, baseDir)}:${place.line}:${place.column}: ` : '';
  const lines = [`${at}${message}`, `fix: ${remedy}`, references(finding), finding.fingerprint];
  return [...lines, ...(reproduce ? [`reproduce: ${reproduce}`] : [])].map(xml).join('\n');
}

function failure(finding: Finding, baseDir: string): string {
  const tag = isDismissed(finding.status) ? 'skipped' : 'failure';
  const type = tag === 'failure' ? ` type="${finding.severity}"` : '';
  return `<${tag} message="${xml(finding.message)}"${type}>${failureText(finding, baseDir)}</${tag}>`;
}

/** One case a finding of the rule; a rule that ran and found nothing is a case that passed. */
function cases(run: Run, ruleId: string, baseDir: string): string[] {
  const found = run.findings.filter((finding) => finding.ruleId === ruleId);
  if (found.length === 0) return [`    <testcase classname="${xml(ruleId)}" name="nothing found"/>`];
  return found.map(
    (finding) =>
      `    <testcase classname="${xml(ruleId)}" name="${xml(`${finding.operationId ?? finding.api} ${finding.fingerprint.slice(0, 8)}`)}">` +
      `${failure(finding, baseDir)}</testcase>`,
  );
}

/** Rules that ran: those of the coverage, and those that found something. */
function ruleIds({ coverage, findings }: Run): readonly string[] {
  const covered = Object.values(coverage?.cells ?? {}).flatMap((cells) => Object.keys(cells));
  return [...new Set([...covered, ...findings.map(({ ruleId }) => ruleId)])].sort();
}

function render(run: Run, { baseDir }: { readonly baseDir: string }): string {
  const body = ruleIds(run).flatMap((ruleId) => cases(run, ruleId, baseDir));
  const skipped = run.skipped.map(
    ({ id, reason }) =>
      `    <testcase classname="${xml(id)}" name="skipped"><skipped message="${xml(reason)}"/></testcase>`,
  );
  const all = [...body, ...skipped];
  const failures = all.filter((line) => line.includes('<failure ')).length;
  const passedOver = all.filter((line) => line.includes('<skipped ')).length;
  const counts = `tests="${all.length}" failures="${failures}" skipped="${passedOver}" errors="0" time="${seconds(run)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="portcullis ${run.kind}" ${counts}>`,
    `  <testsuite name="portcullis ${run.kind}" ${counts} timestamp="${run.startedAt.replace(/\.\d+Z$/, '')}">`,
    ...all,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** JUnit XML, as Jenkins and GitLab read it: a case a finding, in classes by rule; accepted ones are skipped cases. */
export default defineFormat({ id: 'junit', mediaType: 'application/xml', extension: 'xml', render });
