import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';
import { wholeNumber } from '../parse.js';

export default defineCommand({
  id: 'policy-history',
  words: ['policy', 'history'],
  summary: 'List the versions of the policy, newest first',
  examples: ['portcullis policy history', 'portcullis policy history --limit 5 --format json'],
  options: {
    limit: { flags: '--limit <n>', describe: 'at most so many', parse: wholeNumber('--limit', 1, 1000), default: 20 },
  },
  async run({ options: { limit } }, app) {
    const { policyVersions } = await app.store({ readOnly: true });
    const versions = (await policyVersions.list({ limit })).map(({ source: _source, ...version }) => version);
    writeResult(app, versions, () => {
      if (versions.length === 0) return 'no version is kept yet: policy apply and the console keep them\n';
      const rows = versions.map(({ id, createdAt, author, digest, reason }) => [
        String(id),
        new Date(createdAt).toISOString(),
        visibleText(author),
        digest.slice(0, 12),
        visibleText(reason),
      ]);
      return table([['version', 'time', 'author', 'digest', 'reason'], ...rows]);
    });
    return 0;
  },
});
