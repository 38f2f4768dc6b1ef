import { count, isoTime } from '../facts.js';
import { defineItem } from '../item.js';

const most = 2000;

export default defineItem({
  id: 'scheduled-assessments',
  title: 'Assessments that run by themselves',
  subject: 'schedules of the policy, and each time one ran in the period',
  method: 'EXAMINE',
  validDays: 90,
  how: 'add audit, pentest and prove under `schedules` of the policy',

  async collect({ project, store }, { from, to }) {
    const schedules = [...(project?.schedules ?? [])];
    if (schedules.length === 0) return { missing: 'the policy has no `schedules`' };
    const events = await store.events.search({ kind: 'scheduled_run', since: from, until: to, limit: most });
    return {
      summary: `${count(schedules.length, 'schedule')}, ${count(events.length, 'run')} in the period`,
      columns: ['what', 'name', 'time', 'detail'],
      rows: [
        ...schedules.map(([name, { run, cron, timeZone, onPolicyChange }]) => [
          'schedule',
          name,
          '',
          [
            run,
            ...(cron === undefined ? [] : [`${cron} (${timeZone})`]),
            ...(onPolicyChange ? ['at a change'] : []),
          ].join(', '),
        ]),
        ...events.map(({ id, time, detail }) => ['run', id, isoTime(time), JSON.stringify(detail ?? {})]),
      ],
      records: events.map(({ id }) => id),
    };
  },
});
