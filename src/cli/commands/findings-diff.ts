import { compareRuns } from '../../app/compare-runs.js';
import type { Finding } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { makePaint } from '../../report/paint.js';
import { defineCommand } from '../command.js';
import { failOn } from '../options.js';
import { exitCodeOf, writeResult } from '../output.js';

export default defineCommand({
  id: 'findings-diff',
  words: ['findings', 'diff'],
  arguments: [
    { name: '<before>', describe: 'id of the earlier run, or its first characters' },
    { name: '<after>', describe: 'id of the later run' },
  ],
  summary: 'Compare two runs: what is new, back again, still there, gone, or was not looked for',
  examples: [
    'portcullis findings diff 0198c1a2 0198c1b7',
    'portcullis findings diff 0198c1a2 0198c1b7 --fail-on medium --format json',
  ],
  options: { failOn },
  async run({ args: [first, second], options: { failOn: floor } }, app) {
    const store = await app.store({ readOnly: true });
    const { before, after, diff } = await compareRuns(store, first!, second!);
    const paint = makePaint(app.color);
    const line = (word: string) => (finding: Finding) =>
      [
        word.padEnd(9),
        finding.fingerprint.slice(0, 8),
        paint.severity(finding.severity, finding.severity.padEnd(8)),
        visibleText(finding.message),
      ].join('  ');
    writeResult(app, { before: before.id, after: after.id, ...diff }, () => {
      const groups = Object.entries(diff) as readonly (readonly [string, readonly Finding[]])[];
      const lines = groups.flatMap(([word, findings]) => findings.map(line(word)));
      const counts = groups.map(([word, findings]) => `${findings.length} ${word}`).join(', ');
      return `${[...lines, paint.bold(counts)].join('\n')}\n`;
    });
    return exitCodeOf({ ...after, findings: [...diff.new, ...diff.regressed] }, floor);
  },
});
