import { occurrences } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'access-changes',
  title: 'Access that was given and taken away',
  subject: 'records of the audit log about keys, people and tokens',
  method: 'EXAMINE',
  validDays: 90,
  how: 'portcullis keys, users and tokens write them',

  collect: (source, period) =>
    occurrences(source, period, {
      kinds: [
        'key_created',
        'key_rotated',
        'key_revoked',
        'console_user_added',
        'console_user_changed',
        'console_user_removed',
        'console_token_created',
        'console_token_revoked',
      ],
      one: 'change of access, each with time and actor',
      many: 'changes of access, each with time and actor',
      none: 'no key, person or token was added, changed or removed',
    }),
});
