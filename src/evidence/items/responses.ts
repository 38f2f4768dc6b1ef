import { occurrences } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'responses',
  title: 'Responses that people applied and undid',
  subject: 'records of the audit log about blocks and throttles',
  method: 'EXAMINE',
  validDays: 90,
  how: 'portcullis detections apply and undo write them',

  collect: (source, period) =>
    occurrences(source, period, {
      kinds: ['response_applied', 'response_undone'],
      one: 'response that a person applied or undid',
      many: 'responses that people applied or undid',
      none: 'no response was applied or undone by a person',
    }),
});
