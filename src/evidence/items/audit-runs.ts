import { runsItem } from '../runs.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'audit-runs',
  title: 'Static assessments',
  subject: 'every audit of contract, policy, deployment and dependencies',
  method: 'TEST',
  validDays: 90,
  how: 'portcullis audit, or `schedules` of the policy',
  collect: (source, period) => runsItem(source, period, 'audit'),
});
