import { occurrences } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'log-access',
  title: 'Who read and exported the logs',
  subject: 'records of the audit log about the logs themselves',
  method: 'EXAMINE',
  validDays: 90,
  how: 'portcullis events search and export write them',

  collect: (source, period) =>
    occurrences(source, period, {
      kinds: ['log_read', 'log_exported', 'log_start_forced', 'evidence_exported'],
      one: 'access to the logs',
      many: 'accesses to the logs',
      none: 'nobody read or exported a log',
    }),
});
