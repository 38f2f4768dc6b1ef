import type { FindingChange, StoredFinding } from '../../store/store.js';
import { count, dayMillis, isIn, isoTime } from '../facts.js';
import { defineItem } from '../item.js';
import { findingsOf, wasAssessed } from '../stored-findings.js';

const mostRead = 2000;

export default defineItem({
  id: 'remediation',
  title: 'Findings that were closed',
  subject: 'findings fixed or patched in the period, and how long it took',
  method: 'EXAMINE',
  validDays: 90,
  how: 'a later portcullis audit or pentest sees that a finding is gone; portcullis patch closes one at the gateway',

  async collect({ store }, period) {
    if (!(await wasAssessed(store))) return { missing: 'nothing was assessed yet' };
    const found = (await findingsOf(store, ['fixed', 'patched'])).slice(0, mostRead);
    const closed: { readonly stored: StoredFinding; readonly change: FindingChange }[] = [];
    for (const stored of found) {
      const history = await store.findings.history(stored.finding.fingerprint);
      const change = history.findLast(({ to }) => to === 'fixed' || to === 'patched');
      if (change && isIn(period, change.at)) closed.push({ stored, change });
    }
    if (closed.length === 0) return { missing: 'no finding was fixed or patched in the period' };
    const days = closed.map(({ stored, change }) => (change.at - stored.firstSeenAt) / dayMillis);
    const mean = days.reduce((sum, n) => sum + n, 0) / days.length;
    return {
      summary: `${count(closed.length, 'finding')} closed, on average ${mean.toFixed(1)} days after it was first seen`,
      columns: ['fingerprint', 'severity', 'rule', 'operation', 'first seen', 'closed', 'how', 'days', 'run'],
      rows: closed.map(({ stored: { finding, firstSeenAt }, change }, n) => [
        finding.fingerprint,
        finding.severity,
        finding.ruleId,
        finding.operationId ?? '',
        isoTime(firstSeenAt),
        isoTime(change.at),
        change.to,
        Number(days[n]!.toFixed(2)),
        change.run ?? '',
      ]),
      newest: Math.max(...closed.map(({ change }) => change.at)),
    };
  },
});
