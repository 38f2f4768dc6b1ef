import { severities } from '../../core/finding.js';
import { count, daysBetween, isoTime } from '../facts.js';
import { defineItem } from '../item.js';
import { findingsOf, wasAssessed } from '../stored-findings.js';

export default defineItem({
  id: 'finding-ageing',
  title: 'Open findings, with their ages',
  subject: 'findings that are open or came back, since they were first seen',
  method: 'EXAMINE',
  validDays: 30,
  how: 'portcullis audit and pentest find; portcullis findings set decides',

  async collect({ store, now }) {
    if (!(await wasAssessed(store))) return { missing: 'nothing was assessed yet' };
    const found = await findingsOf(store, ['open', 'regressed']);
    const counts = severities.flatMap((severity) => {
      const own = found.filter(({ finding }) => finding.severity === severity);
      if (own.length === 0) return [];
      const oldest = Math.max(...own.map(({ firstSeenAt }) => daysBetween(firstSeenAt, now)));
      return [`${own.length} ${severity} (oldest ${count(oldest, 'day')})`];
    });
    return {
      summary: counts.length === 0 ? 'no finding is open' : counts.join(', '),
      columns: [
        'fingerprint',
        'severity',
        'rule',
        'API',
        'operation',
        'status',
        'first seen',
        'last seen',
        'age (days)',
      ],
      rows: found.map(({ finding, firstSeenAt, lastSeenAt }) => [
        finding.fingerprint,
        finding.severity,
        finding.ruleId,
        finding.api,
        finding.operationId ?? '',
        finding.status,
        isoTime(firstSeenAt),
        isoTime(lastSeenAt),
        daysBetween(firstSeenAt, now),
      ]),
    };
  },
});
