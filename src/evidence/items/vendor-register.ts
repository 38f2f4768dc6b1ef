import { feedItem } from '../feed-item.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'vendor-register',
  title: 'Register of third parties',
  subject: 'vendors with tier, data, owner, reviews and probes',
  method: 'EXAMINE',
  validDays: 90,
  how: 'describe them under `vendors` of the policy, then portcullis vendors check',
  collect: (source, period) =>
    feedItem(source, period, { feed: 'vendors', nothing: 'no third party is registered', one: 'vendor' }),
});
