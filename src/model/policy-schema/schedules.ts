import { safetyLevels } from '../../core/safety.js';
import { closed, list, named, oneOf, text, whole, yesNo } from './schema.js';

/** `schedules` of the policy: what `start` runs by itself, and when. */
export const schedulesSchema = named(
  'Name -> what `start` runs by itself, and when. One at a time, each as a process of its own.',
  closed(
    'One scheduled run.',
    {
      run: oneOf(
        'audit, pentest, or prove: every virtual patch again (those that a new policy concerns, at its change).',
        'audit',
        'pentest',
        'prove',
      ),
      cron: text('a cron expression such as 0 3 * * *', 'When: minute, hour, day, month, day of the week.'),
      timeZone: text('a time zone such as Europe/Berlin', 'Of the cron expression. Default UTC.'),
      onPolicyChange: yesNo('Also as soon as another policy is in force.', false),
      safety: oneOf('Of a pentest: how far it may go. Default read-only.', ...safetyLevels),
      through: yesNo('Of a pentest: attack the gateway instead of the API behind it.', false),
      checks: list('Of a pentest: only these checks.', text('the id of a check'), 1),
      api: text('the name of an API', 'Of a pentest: which API, where the policy has several.'),
      minutes: whole('It is ended after so many minutes. Default 60.', 1, 1440),
    },
    ['run'],
  ),
);
