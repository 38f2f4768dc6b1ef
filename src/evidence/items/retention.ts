import { auditRecords, count, isoTime, noPolicy } from '../facts.js';
import { defineItem } from '../item.js';

const forEver = 'for ever';

export default defineItem({
  id: 'retention',
  title: 'How long records are kept',
  subject: 'days that the policy keeps events, detections and findings, and what was dropped',
  method: 'EXAMINE',
  validDays: 90,
  how: 'set `eventLog.retention` of the policy',

  async collect({ project, store }, period) {
    if (!project) return noPolicy;
    const { accessDays, denialDays, detectionDays, findingDays } = project.eventLog.retention;
    const dropped = await auditRecords(store.audit, period, ['log_retained']);
    return {
      summary: `allowed calls ${accessDays} days, denials ${denialDays} days, audit log for ever; ${count(dropped.length, 'removal')} in the period`,
      columns: ['what', 'days', 'record', 'time', 'detail'],
      rows: [
        ['audit log', forEver, '', '', ''],
        ['allowed calls', accessDays, '', '', ''],
        ['denials and other events', denialDays, '', '', ''],
        ['detections', detectionDays, '', '', ''],
        ['fixed findings, and runs', findingDays, '', '', ''],
        ...dropped.map(({ n, time, detail }) => [
          'removed',
          '',
          `audit-${n}`,
          isoTime(time),
          JSON.stringify(detail ?? {}),
        ]),
      ],
      records: dropped.map(({ n }) => `audit-${n}`),
    };
  },
});
