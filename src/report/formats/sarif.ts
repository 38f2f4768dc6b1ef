import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDismissed, severityRank, type Finding, type Run, type Severity } from '../../core/finding.js';
import type { Place } from '../../core/place.js';
import { defineFormat } from '../format.js';
import { relativePath } from '../relative-path.js';

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;

/** One number per severity word: GitHub sorts by it; it is no measurement. */
const securitySeverity = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0', info: '0.5' } as const;

/** GitHub code scanning keeps 5,000 results and 100 locations a result. */
const maxResults = 5000;
const maxRelated = 99;

/** Code scanning refuses a whole file for one result without a place: what has none is decided in the policy. */
const fallback: Place = { file: 'portcullis.yaml', line: 1, column: 1 };

const worst = (a: Severity, b: Severity): Severity => (severityRank(a) <= severityRank(b) ? a : b);

/** Code scanning takes descriptions of so many characters. */
const mostDescription = 1024;

function short(text: string): string {
  return text.length > mostDescription ? `${text.slice(0, mostDescription - 1)}…` : text;
}

/** No tag twice (SARIF 3.8.2), and no more than code scanning keeps. */
function tagsOf({ owasp, cwe }: Finding): readonly string[] {
  return [...new Set(['security', ...owasp, ...cwe.map((number) => `external/cwe/cwe-${number}`)])].slice(0, 10);
}

function ruleTable(findings: readonly Finding[]) {
  const rules = new Map<string, { finding: Finding; severity: Severity }>();
  for (const finding of findings) {
    const known = rules.get(finding.ruleId);
    rules.set(finding.ruleId, {
      finding,
      severity: known ? worst(known.severity, finding.severity) : finding.severity,
    });
  }
  return [...rules.values()].map(({ finding, severity }) => ({
    id: finding.ruleId,
    name: finding.ruleId,
    shortDescription: { text: short(finding.title) },
    fullDescription: { text: short(finding.title) },
    help: { text: finding.remedy },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      'security-severity': securitySeverity[severity],
      tags: tagsOf(finding),
    },
  }));
}

/** Relative to the base folder; a file outside it has an absolute URI and no base (SARIF 3.4.4). */
function artifactLocation(file: string, baseDir: string) {
  const relative = relativePath(file, baseDir);
  if (relative.startsWith('https://')) return { uri: relative };
  const isInside = !path.isAbsolute(relative) && !relative.startsWith('..');
  if (!isInside) return { uri: pathToFileURL(path.resolve(baseDir, file)).href };
  return { uri: relative.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

function physicalLocation(place: Place, baseDir: string) {
  const { line, column, endLine, endColumn } = place;
  return {
    artifactLocation: artifactLocation(place.file, baseDir),
    region: {
      startLine: line,
      startColumn: column,
      ...(endLine && endColumn ? { endLine, endColumn } : {}),
    },
  };
}

/** What a person accepted or called a false positive is kept out of the alerts (SARIF 3.27.23). */
function suppressions({ status }: Finding) {
  return isDismissed(status) ? { suppressions: [{ kind: 'external', status: 'accepted', justification: status }] } : {};
}

function result(finding: Finding, ruleIndex: number, baseDir: string) {
  const logical = finding.operationId
    ? { logicalLocations: [{ fullyQualifiedName: finding.operationId, kind: 'function' }] }
    : {};
  const related = (finding.related ?? []).slice(0, maxRelated);
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: finding.reproduce ? `${finding.message}\n\nReproduce:\n${finding.reproduce}` : finding.message },
    locations: [{ physicalLocation: physicalLocation(finding.place ?? fallback, baseDir), ...logical }],
    ...(related.length
      ? {
          relatedLocations: related.map((place, id) => ({ id, physicalLocation: physicalLocation(place, baseDir) })),
        }
      : {}),
    // Code scanning matches by this name alone; without it a finding whose line moved is a new one.
    partialFingerprints: { 'portcullis/v1': finding.fingerprint, primaryLocationLineHash: `${finding.fingerprint}:1` },
    ...suppressions(finding),
    properties: { severity: finding.severity, confidence: finding.confidence, operation: finding.operationId ?? null },
  };
}

function sarifLog(run: Run, baseDir: string) {
  // Worst first: what is cut off is what matters least.
  const findings = run.findings
    .toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity))
    .slice(0, maxResults);
  const rules = ruleTable(findings);
  const indexOf = new Map(rules.map((rule, index) => [rule.id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Portcullis', semanticVersion: run.tool.version, rules } },
        automationDetails: { id: `portcullis/${run.kind}/` },
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder the report was made in' } } },
        invocations: [
          {
            executionSuccessful: run.outcome === 'complete',
            startTimeUtc: run.startedAt,
            endTimeUtc: run.finishedAt,
            toolExecutionNotifications: [
              ...run.skipped.map(({ id, reason }) => ({
                level: 'note',
                message: { text: `${id} skipped: ${reason}` },
              })),
              ...(run.findings.length > maxResults
                ? [
                    {
                      level: 'warning',
                      message: { text: `${run.findings.length - maxResults} more findings in the JSON report` },
                    },
                  ]
                : []),
            ],
          },
        ],
        results: findings.map((finding) => result(finding, indexOf.get(finding.ruleId)!, baseDir)),
      },
    ],
  };
}

/** SARIF 2.1.0 (OASIS), within the limits of GitHub code scanning: one run, every result with a place. */
export default defineFormat({
  id: 'sarif',
  mediaType: 'application/sarif+json',
  extension: 'sarif',
  render: (run, { baseDir }) => `${JSON.stringify(sarifLog(run, baseDir), null, 2)}\n`,
});
