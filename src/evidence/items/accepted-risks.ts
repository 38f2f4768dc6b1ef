import { count, isoTime } from '../facts.js';
import { defineItem } from '../item.js';
import { findingsOf, wasAssessed } from '../stored-findings.js';

export default defineItem({
  id: 'accepted-risks',
  title: 'Accepted findings, with reason and expiry',
  subject: 'findings that people accepted or called a false positive',
  method: 'EXAMINE',
  validDays: 90,
  how: 'portcullis findings set FINGERPRINT accepted --reason TEXT --expires DATE',

  async collect({ store }) {
    if (!(await wasAssessed(store))) return { missing: 'nothing was assessed yet' };
    const found = await findingsOf(store, ['accepted', 'false-positive']);
    return {
      summary: `${count(found.length, 'finding')} accepted or called a false positive`,
      columns: ['fingerprint', 'severity', 'rule', 'operation', 'status', 'by', 'reason', 'expires', 'last seen'],
      rows: found.map(({ finding, triage, lastSeenAt }) => [
        finding.fingerprint,
        finding.severity,
        finding.ruleId,
        finding.operationId ?? '',
        finding.status,
        triage?.by ?? 'the policy',
        triage?.reason ?? '',
        triage?.expires ?? '',
        isoTime(lastSeenAt),
      ]),
    };
  },
});
