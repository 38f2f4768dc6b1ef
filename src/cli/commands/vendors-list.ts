import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

export default defineCommand({
  id: 'vendors-list',
  words: ['vendors', 'list'],
  isDefault: true,
  summary: 'List third parties: tier, review, findings, and which are switched off',
  examples: ['portcullis vendors', 'portcullis vendors list --format json'],
  options: {},
  async run(_input, app) {
    const { listVendors } = await import('../../app/vendors.js');
    const rows = await listVendors(app);
    writeResult(app, rows, () => {
      if (rows.length === 0) return 'no third party is registered: the policy has no `vendors`\n';
      const cells = rows.map(({ name, tier, owner, review, blocked, findings, lastCallAt, checkedAt }) => [
        visibleText(name),
        tier,
        visibleText(owner),
        `${review.state}, due ${dayOf(review.dueAt)}`,
        checkedAt === undefined
          ? 'never looked at'
          : `${findings.critical + findings.high}/${findings.medium}/${findings.low + findings.info}`,
        lastCallAt === undefined ? 'never' : dayOf(lastCallAt),
        blocked ? `OFF since ${dayOf(blocked.at)}: ${visibleText(blocked.reason)}` : 'on',
      ]);
      return table([['name', 'tier', 'owner', 'review', 'findings h/m/l', 'last call', 'switch'], ...cells]);
    });
    return 0;
  },
});
