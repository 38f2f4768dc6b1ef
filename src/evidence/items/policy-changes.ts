import { auditItem, count, isIn } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'policy-changes',
  title: 'Changes of the policy',
  subject: 'versions of the policy with author and reason, and patches put in force or dropped',
  method: 'EXAMINE',
  validDays: 400,
  how: 'portcullis policy apply and patch --apply put changes in force and record them',

  async collect(source, period) {
    const found = await auditItem(source, period, [
      'policy_applied',
      'policy_in_force',
      'patch_applied',
      'patch_dropped',
    ]);
    if (!found) return { missing: 'no policy was put in force in the period' };
    const versions = (await source.store.policyVersions.list({ limit: 500 })).filter(({ createdAt }) =>
      isIn(period, createdAt),
    );
    return {
      ...found,
      summary: `${count(found.rows.length, 'change')} in force, ${count(versions.length, 'version')} kept with author and reason`,
    };
  },
});
