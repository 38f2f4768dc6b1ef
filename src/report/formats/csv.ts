import { csvLine } from '../csv.js';
import { defineFormat } from '../format.js';
import { relativePath } from '../relative-path.js';

const columns = [
  'fingerprint',
  'severity',
  'confidence',
  'status',
  'rule',
  'api',
  'operation',
  'message',
  'file',
  'line',
  'column',
  'owasp',
  'cwe',
  'remedy',
  'reproduce',
];

/** One line a finding, for spreadsheets: cells that would run as formulas are made text (CWE-1236). */
export default defineFormat({
  id: 'csv',
  mediaType: 'text/csv',
  extension: 'csv',
  render: (run, { baseDir }) =>
    csvLine(columns) +
    run.findings
      .map((finding) =>
        csvLine([
          finding.fingerprint,
          finding.severity,
          finding.confidence,
          finding.status,
          finding.ruleId,
          finding.api,
          finding.operationId,
          finding.message,
          finding.place && relativePath(finding.place.file, baseDir),
          finding.place?.line,
          finding.place?.column,
          finding.owasp.join(' '),
          finding.cwe.map((id) => `CWE-${id}`).join(' '),
          finding.remedy,
          finding.reproduce,
        ]),
      )
      .join(''),
});
