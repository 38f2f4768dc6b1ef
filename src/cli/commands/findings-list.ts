import { severities, type FindingStatus, type Severity } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { makePaint } from '../../report/paint.js';
import { relativePath } from '../../report/relative-path.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { listOf, oneOf } from '../parse.js';

const statuses: readonly FindingStatus[] = ['open', 'patched', 'accepted', 'false-positive', 'fixed', 'regressed'];

export default defineCommand({
  id: 'findings-list',
  words: ['findings', 'list'],
  isDefault: true,
  summary: 'List findings of all runs, worst first',
  examples: ['portcullis findings', 'portcullis findings list --status open,regressed --severity high --format json'],
  options: {
    status: {
      flags: '--status <status>',
      describe: `comma-separated: ${statuses.join(', ')}`,
      parse: listOf('--status', statuses) as (text: string) => readonly FindingStatus[],
      default: ['open', 'patched', 'regressed'] as readonly FindingStatus[],
    },
    severity: {
      flags: '--severity <severity>',
      describe: 'only this severity',
      parse: oneOf('--severity', severities) as (text: string) => Severity,
    },
    operation: { flags: '--operation <id>', describe: 'only this operation', parse: (text: string) => text },
  },
  async run({ options: { status, severity, operation } }, app) {
    const store = await app.store({ readOnly: true });
    const found = await store.findings.list({
      status,
      ...(severity ? { severity } : {}),
      ...(operation ? { operation } : {}),
    });
    const paint = makePaint(app.color);
    writeResult(app, found, () => {
      const lines = found.map(({ finding }) =>
        [
          finding.fingerprint.slice(0, 8),
          paint.severity(finding.severity, finding.severity.padEnd(8)),
          finding.status.padEnd(14),
          visibleText(finding.message),
          paint.dim(
            finding.place ? `${relativePath(finding.place.file, app.cwd)}:${finding.place.line}` : finding.ruleId,
          ),
        ].join('  '),
      );
      const next = found.length
        ? 'portcullis findings show ID prints the evidence'
        : 'nothing recorded with this status; portcullis audit and pentest record findings';
      return `${[...lines, paint.bold(`${found.length} finding${found.length === 1 ? '' : 's'}`) + `  ${next}`].join('\n')}\n`;
    });
    return 0;
  },
});
